//! What is read from the tokens of a file, and so in macros too: paths, functions, names of types.

use proc_macro2::{Delimiter, Ident, TokenStream, TokenTree};
use syn::UseTree;

/// The macros that make a public type of the first word that they are given.
const NAMING: [&str; 2] = ["id", "words"];

/// The words that a public type begins with.
const TYPES: [&str; 4] = ["struct", "enum", "trait", "type"];

/// A path as it is written, word by word, and its line. A star is a word too.
pub(super) type Written = (Vec<String>, usize);

/// A function from `fn` to its closing brace.
pub(super) struct Function {
    pub(super) name: String,
    pub(super) first: usize,
    pub(super) last: usize,
}

/// All paths of two words and more; groups are spread out.
pub(super) fn paths(tokens: &TokenStream) -> Vec<Written> {
    let mut found = Vec::new();
    each_level(tokens, &mut |level| {
        let mut index = 0;
        while index < level.len() {
            if let TokenTree::Ident(first) = &level[index] {
                let is_import = match level[..index].last() {
                    // `$name`, but `$crate` is a path.
                    Some(TokenTree::Punct(sign)) if sign.as_char() == '$' => first == "crate",
                    // `pub(in crate::sim)` says who may see an item.
                    Some(TokenTree::Ident(word)) => word != "in" || 1 < index,
                    _ => true,
                };
                let (last, path) = path_from(level, index, first);
                index = last;
                found.extend(path.into_iter().filter(|_| is_import));
            }
            index += 1;
        }
    });
    found
}

/// Reads on from the first word of what may be a path, to the place of its last word.
fn path_from(level: &[TokenTree], start: usize, first: &Ident) -> (usize, Vec<Written>) {
    let mut words = vec![first.to_string()];
    let mut index = start;
    let line = first.span().start().line;
    while is_sign(level.get(index + 1), ':') && is_sign(level.get(index + 2), ':') {
        match level.get(index + 3) {
            Some(TokenTree::Ident(next)) => words.push(next.to_string()),
            Some(TokenTree::Punct(star)) if star.as_char() == '*' => words.push("*".to_owned()),
            Some(TokenTree::Group(group)) => {
                let mut ends = Vec::new();
                if let Ok(tree) = syn::parse2::<UseTree>(TokenTree::from(group.clone()).into()) {
                    leaves(&tree, &words, &mut |end, _| ends.push(end));
                }
                return (index, ends);
            }
            _ => break,
        }
        index += 3;
    }
    let path = (1 < words.len()).then_some((words, line));
    (index, path.into_iter().collect())
}

/// The ends of a tree of imports, each with the name that it gets here.
pub(super) fn leaves(
    tree: &UseTree,
    before: &[String],
    found: &mut dyn FnMut(Written, Option<String>),
) {
    let mut end = |last: &Ident, name: &Ident| {
        let mut path = before.to_vec();
        if last != "self" || path.is_empty() {
            path.push(last.to_string());
        }
        let known = if name == "self" { path.last().cloned() } else { Some(name.to_string()) };
        found((path, last.span().start().line), known);
    };
    match tree {
        UseTree::Path(path) => {
            let mut before = before.to_vec();
            before.push(path.ident.to_string());
            leaves(&path.tree, &before, found);
        }
        UseTree::Name(name) => end(&name.ident, &name.ident),
        UseTree::Rename(name) => end(&name.ident, &name.rename),
        UseTree::Glob(glob) => {
            let mut path = before.to_vec();
            path.push("*".to_owned());
            found((path, glob.star_token.spans[0].start().line), None);
        }
        UseTree::Group(group) => {
            for tree in &group.items {
                leaves(tree, before, found);
            }
        }
    }
}

/// All functions that have a body.
pub(super) fn functions(tokens: &TokenStream) -> Vec<Function> {
    let mut found = Vec::new();
    each_level(tokens, &mut |level| {
        for (index, token) in level.iter().enumerate() {
            let (TokenTree::Ident(word), Some(TokenTree::Ident(name))) =
                (token, level.get(index + 1))
            else {
                continue;
            };
            if word != "fn" {
                continue;
            }
            let body = level[index..]
                .iter()
                .take_while(|token| !is_sign(Some(token), ';'))
                .find_map(|token| match token {
                    TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => {
                        Some(group.span_close().end().line)
                    }
                    _ => None,
                });
            if let Some(last) = body {
                found.push(Function {
                    name: name.to_string(),
                    first: word.span().start().line,
                    last,
                });
            }
        }
    });
    found
}

/// The names of all public types, with their lines.
pub(super) fn public_types(tokens: &TokenStream) -> Vec<(String, usize)> {
    let mut found = Vec::new();
    each_level(tokens, &mut |level| {
        for index in 0..level.len() {
            let name = match &level[index] {
                TokenTree::Ident(word) if word == "pub" => type_behind(&level[index + 1..]),
                TokenTree::Ident(word) if NAMING.iter().any(|naming| word == naming) => {
                    type_made(&level[index + 1..])
                }
                _ => None,
            };
            found.extend(name.map(|name| (name.to_string(), name.span().start().line)));
        }
    });
    found
}

/// The name of the type that is declared behind `pub`, where one is.
fn type_behind(rest: &[TokenTree]) -> Option<Ident> {
    let rest = match rest {
        [TokenTree::Group(scope), rest @ ..] if scope.delimiter() == Delimiter::Parenthesis => rest,
        _ => rest,
    };
    match rest {
        [TokenTree::Ident(word), TokenTree::Ident(name), ..]
            if TYPES.iter().any(|begin| word == begin) =>
        {
            Some(name.clone())
        }
        _ => None,
    }
}

/// The name of the type that a naming macro makes of what stands in its braces.
fn type_made(rest: &[TokenTree]) -> Option<Ident> {
    match rest {
        [TokenTree::Punct(call), TokenTree::Group(group), ..] if call.as_char() == '!' => {
            group.stream().into_iter().find_map(|token| match token {
                TokenTree::Ident(name) => Some(name),
                _ => None,
            })
        }
        _ => None,
    }
}

/// Shows the tokens of a stream side by side, then those in each of its groups.
fn each_level(tokens: &TokenStream, look: &mut dyn FnMut(&[TokenTree])) {
    let level: Vec<TokenTree> = tokens.clone().into_iter().collect();
    look(&level);
    for token in level {
        if let TokenTree::Group(group) = token {
            each_level(&group.stream(), look);
        }
    }
}

fn is_sign(token: Option<&TokenTree>, sign: char) -> bool {
    matches!(token, Some(TokenTree::Punct(punct)) if punct.as_char() == sign)
}
