//! What is declared: how long functions are, what they take, and that a name means one type.

use std::collections::BTreeMap;

use syn::{
    FnArg, ImplItemFn, ItemFn, ItemTrait, Signature, TraitItem, Type, Visibility,
    visit::{self, Visit},
};

use super::{
    house::{House, Violation},
    tokens,
};

/// No function is longer, from `fn` to its closing brace.
const MAX_FUNCTION: usize = 70;

/// A function fits on a screen.
pub(super) fn functions(house: &House) -> Vec<Violation> {
    let mut found = Vec::new();
    for source in house.product() {
        for function in tokens::functions(&source.tokens) {
            let n_lines = function.last - function.first + 1;
            if MAX_FUNCTION < n_lines {
                let name = &function.name;
                let what = format!("function `{name}` has {n_lines} lines");
                found.push(Violation::new(&source.name, function.first, name, what));
            }
        }
    }
    found
}

/// No public function takes a boolean among other things: at the call nobody can tell what `true`
/// means.
pub(super) fn booleans(house: &House) -> Vec<Violation> {
    let mut found = Vec::new();
    for source in house.product() {
        let mut taken = Booleans(Vec::new());
        taken.visit_file(&source.tree);
        for (name, line) in taken.0 {
            let what = format!("function `{name}` takes a boolean among other things");
            found.push(Violation::new(&source.name, line, &name, what));
        }
    }
    found
}

/// Public functions with a boolean parameter beside another one, and their lines.
struct Booleans(Vec<(String, usize)>);

impl Booleans {
    fn look(&mut self, scope: &Visibility, signature: &Signature) {
        let taken: Vec<&Type> = signature
            .inputs
            .iter()
            .filter_map(|input| match input {
                FnArg::Typed(typed) => Some(&*typed.ty),
                FnArg::Receiver(_) => None,
            })
            .collect();
        let is_public = !matches!(scope, Visibility::Inherited);
        if is_public && 1 < taken.len() && taken.iter().any(|one| is_boolean(one)) {
            let line = signature.fn_token.span.start().line;
            self.0.push((signature.ident.to_string(), line));
        }
    }
}

impl<'ast> Visit<'ast> for Booleans {
    fn visit_item_fn(&mut self, item: &'ast ItemFn) {
        self.look(&item.vis, &item.sig);
        visit::visit_item_fn(self, item);
    }

    fn visit_impl_item_fn(&mut self, item: &'ast ImplItemFn) {
        self.look(&item.vis, &item.sig);
        visit::visit_impl_item_fn(self, item);
    }

    fn visit_item_trait(&mut self, item: &'ast ItemTrait) {
        for inner in &item.items {
            if let TraitItem::Fn(function) = inner {
                self.look(&item.vis, &function.sig);
            }
        }
        visit::visit_item_trait(self, item);
    }
}

fn is_boolean(taken: &Type) -> bool {
    match taken {
        Type::Path(path) => path.path.is_ident("bool"),
        Type::Reference(reference) => is_boolean(&reference.elem),
        _ => false,
    }
}

/// A name means one public type in the whole house.
pub(super) fn names(house: &House) -> Vec<Violation> {
    let mut places: BTreeMap<String, Vec<(&str, usize)>> = BTreeMap::new();
    for source in house.product() {
        for (name, line) in tokens::public_types(&source.tokens) {
            places.entry(name).or_default().push((&source.name, line));
        }
    }
    places.retain(|_, at| 1 < at.len());
    let mut found = Vec::new();
    for (name, at) in places {
        for (index, (file, line)) in at.iter().enumerate() {
            let (other, _) = at[usize::from(index == 0)];
            let what = format!("`{name}` is a type of {other} too");
            found.push(Violation::new(file, *line, &name, what));
        }
    }
    found
}
