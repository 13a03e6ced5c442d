//! Every path that a file names: in imports and behind them, in types, expressions, patterns,
//! attributes and macros.
//!
//! A path is followed to the root of its crate: `Now` behind `use crate::clock::{self}` and
//! `clock::Now` is `crate::clock::Now`, `fs::read` behind `use std::fs` is `std::fs::read`. A single
//! word is left out, since it stands in an import already or is declared in the same file.

use std::collections::BTreeMap;

use proc_macro2::TokenStream;
use syn::{
    Attribute, Block, ImplItemFn, Item, ItemMod, ItemUse, Macro, MetaList, Stmt, VisRestricted,
    visit::{self, Visit},
};

use super::tokens::{self, Written};

/// A path that is named.
pub(super) struct Named {
    /// From the root: `crate` or another crate. A glob ends with a star.
    pub(super) path: Vec<String>,
    pub(super) line: usize,
    /// Whether it stands in code that only tests have.
    pub(super) is_test: bool,
}

/// What modules only hand on: the path by which others may name it, and its own.
pub(super) type HandedOn = BTreeMap<Vec<String>, Vec<String>>;

/// What a file names.
#[derive(Default)]
pub(super) struct Names {
    pub(super) all: Vec<Named>,
    pub(super) handed_on: HandedOn,
}

/// All that the file of a module names.
pub(super) fn of(tree: &syn::File, module: &[String]) -> Names {
    let mut reader =
        Reader { module: module.to_vec(), scopes: Vec::new(), n_tests: 0, names: Names::default() };
    reader.inside(tree.items.iter(), |reader| {
        reader.hand_on();
        visit::visit_file(reader, tree);
    });
    reader.names
}

/// Whether what has these attributes is built for tests alone.
fn is_for_tests(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        attribute.path().is_ident("test")
            || attribute.path().is_ident("cfg")
                && attribute.parse_args::<syn::Path>().is_ok_and(|path| path.is_ident("test"))
    })
}

fn attributes_of(item: &Item) -> &[Attribute] {
    match item {
        Item::Const(item) => &item.attrs,
        Item::Enum(item) => &item.attrs,
        Item::Fn(item) => &item.attrs,
        Item::Impl(item) => &item.attrs,
        Item::Macro(item) => &item.attrs,
        Item::Mod(item) => &item.attrs,
        Item::Static(item) => &item.attrs,
        Item::Struct(item) => &item.attrs,
        Item::Trait(item) => &item.attrs,
        Item::Type(item) => &item.attrs,
        Item::Use(item) => &item.attrs,
        _ => &[],
    }
}

struct Reader {
    /// The module that is being read.
    module: Vec<String>,
    /// What names stand for, the innermost scope last.
    scopes: Vec<BTreeMap<String, Vec<String>>>,
    /// How many of the items around are built for tests alone.
    n_tests: usize,
    names: Names,
}

impl Reader {
    /// Reads on in a scope with these items.
    fn inside<'a>(
        &mut self,
        items: impl Iterator<Item = &'a Item> + Clone,
        read: impl FnOnce(&mut Self),
    ) {
        self.scopes.push(BTreeMap::new());
        for item in items.clone() {
            if let Item::Mod(item) = item {
                let mut path = self.module.clone();
                path.push(item.ident.to_string());
                self.know(item.ident.to_string(), path);
            }
        }
        for item in items {
            if let Item::Use(item) = item {
                tokens::leaves(&item.tree, &[], &mut |(written, _), name| {
                    if let Some(name) = name {
                        let path = self.follow(&written, item.leading_colon.is_some());
                        self.know(name, path);
                    }
                });
            }
        }
        read(self);
        self.scopes.pop();
    }

    /// Notes what the module that has just been entered hands on. An import is seen from the modules
    /// below it, whether it is public or not.
    fn hand_on(&mut self) {
        for (name, path) in self.scopes.last().into_iter().flatten() {
            let mut known = self.module.clone();
            known.push(name.clone());
            // A module and an item in it may have one name.
            if !path.starts_with(&known) {
                self.names.handed_on.insert(known, path.clone());
            }
        }
    }

    fn know(&mut self, name: String, path: Vec<String>) {
        self.scopes.last_mut().expect("a scope is open while items are read").insert(name, path);
    }

    /// The path from its root.
    fn follow(&self, written: &[String], is_from_root: bool) -> Vec<String> {
        let (first, mut rest) = written.split_first().expect("a path has a word");
        let mut path = match first.as_str() {
            _ if is_from_root => vec![first.clone()],
            "crate" | "coldstart" => vec!["crate".to_owned()],
            "self" => self.module.clone(),
            "super" => {
                let mut path = self.module.clone();
                path.pop();
                while let Some(("super", behind)) =
                    rest.split_first().map(|(word, behind)| (word.as_str(), behind))
                {
                    path.pop();
                    rest = behind;
                }
                path
            }
            _ => self
                .scopes
                .iter()
                .rev()
                .find_map(|scope| scope.get(first).cloned())
                .unwrap_or_else(|| vec![first.clone()]),
        };
        path.extend_from_slice(rest);
        path
    }

    fn note(&mut self, (written, line): &Written, is_from_root: bool) {
        let path = self.follow(written, is_from_root);
        self.names.all.push(Named { path, line: *line, is_test: 0 < self.n_tests });
    }

    fn note_tokens(&mut self, tokens: &TokenStream) {
        for written in tokens::paths(tokens) {
            self.note(&written, false);
        }
    }
}

impl<'ast> Visit<'ast> for Reader {
    fn visit_item(&mut self, item: &'ast Item) {
        let is_test = is_for_tests(attributes_of(item));
        self.n_tests += usize::from(is_test);
        visit::visit_item(self, item);
        self.n_tests -= usize::from(is_test);
    }

    fn visit_impl_item_fn(&mut self, item: &'ast ImplItemFn) {
        let is_test = is_for_tests(&item.attrs);
        self.n_tests += usize::from(is_test);
        visit::visit_impl_item_fn(self, item);
        self.n_tests -= usize::from(is_test);
    }

    fn visit_item_mod(&mut self, item: &'ast ItemMod) {
        let Some((_, items)) = &item.content else { return };
        self.module.push(item.ident.to_string());
        self.inside(items.iter(), |reader| {
            reader.hand_on();
            visit::visit_item_mod(reader, item);
        });
        self.module.pop();
    }

    fn visit_block(&mut self, block: &'ast Block) {
        let items = block.stmts.iter().filter_map(|stmt| match stmt {
            Stmt::Item(item) => Some(item),
            _ => None,
        });
        self.inside(items, |reader| visit::visit_block(reader, block));
    }

    fn visit_item_use(&mut self, item: &'ast ItemUse) {
        tokens::leaves(&item.tree, &[], &mut |written, _| {
            self.note(&written, item.leading_colon.is_some());
        });
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        if 1 < path.segments.len() {
            let words = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
            let line = path.segments[0].ident.span().start().line;
            self.note(&(words, line), path.leading_colon.is_some());
        }
        visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, called: &'ast Macro) {
        self.visit_path(&called.path);
        self.note_tokens(&called.tokens);
    }

    fn visit_meta_list(&mut self, list: &'ast MetaList) {
        self.note_tokens(&list.tokens);
    }

    /// Who may see an item is no import.
    fn visit_vis_restricted(&mut self, _: &'ast VisRestricted) {}
}
