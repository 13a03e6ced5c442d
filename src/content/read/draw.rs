//! Reads where the numbers and texts of a drill come from.

use std::ops::Range;

use toml::de::DeValue;

use super::scope::Scope;
use crate::{
    exam::template::{Cell, Draw, DrawSource, LEVELS},
    fields::{At, Fields, Reader, list_of, wrong_type},
};

/// A draw has no more rows.
const MAX_ROWS: usize = 50;

/// The names that a draw gives a value to, each with whether it is a text.
type Columns = Vec<(String, bool)>;

/// Reads one draw and adds its names to the scope.
pub(in crate::content) fn read_draw(
    reader: &mut Reader<'_>,
    name: &str,
    span: &Range<usize>,
    value: &At<&DeValue<'_>>,
    scope: &mut Scope,
) -> Option<Draw> {
    let levels = LEVELS.map(|level| level.to_string());
    let table = value.it.as_table().map(|table| Fields::new("draw", table, value.span.clone()));
    let by_level = table.filter(|table| !table.has("from"));
    let (draw, columns) = match by_level {
        None => {
            let (source, columns) = read_source(reader, name, value, scope)?;
            (Draw { by_level: [source.clone(), source.clone(), source] }, columns)
        }
        Some(table) => {
            table.only(reader, &levels.each_ref().map(String::as_str));
            let mut all: Vec<(DrawSource, Columns)> = Vec::new();
            for level in &levels {
                match (table.get(level), all.last()) {
                    (Some(own), _) => all.push(read_source(reader, name, own, scope)?),
                    // A level without its own takes that of the level below.
                    (None, Some(below)) => all.push(below.clone()),
                    (None, None) => {
                        reader.fault(&value.span, format!("`{name}` says nothing of level 1"));
                        return None;
                    }
                }
            }
            let [(easy, columns), (mixed, second), (odd, third)] = all.try_into().ok()?;
            if second != columns || third != columns {
                let what = format!("`{name}` gives other names or kinds on another level");
                reader.fault(&value.span, what);
                return None;
            }
            (Draw { by_level: [easy, mixed, odd] }, columns)
        }
    };
    add(reader, scope, &columns, span)?;
    Some(draw)
}

fn add(
    reader: &mut Reader<'_>,
    scope: &mut Scope,
    columns: &Columns,
    span: &Range<usize>,
) -> Option<()> {
    for (name, is_text) in columns {
        if *is_text {
            scope.add_text(reader, name, span)?;
        } else {
            scope.add_number(reader, name, span)?;
        }
    }
    Some(())
}

fn read_source(
    reader: &mut Reader<'_>,
    name: &str,
    value: &At<&DeValue<'_>>,
    scope: &Scope,
) -> Option<(DrawSource, Columns)> {
    let column = || vec![(name.to_owned(), false)];
    if let Some(text) = value.it.as_str() {
        let Some((low, rest)) = text.split_once(" to ") else {
            return Some((DrawSource::Fixed(scope.formula(reader, value, name)?), column()));
        };
        let (high, step) = rest.split_once(" by ").unwrap_or((rest, "1"));
        let mut bound = |written| scope.formula_of(reader, written, &value.span, name);
        let (low, high, step) = (bound(low)?, bound(high)?, bound(step)?);
        return Some((DrawSource::Range { low, high, step }, column()));
    }
    match value.it {
        DeValue::Array(_) => {
            let (rows, columns) = read_rows(reader, name, value, scope)?;
            Some((DrawSource::Rows { rows, filter: None }, columns))
        }
        DeValue::Table(table) => {
            let table = Fields::new("draw", table, value.span.clone());
            table.only(reader, &["from", "where"]);
            let (rows, columns) = read_rows(reader, name, table.get("from")?, scope)?;
            let mut inner = scope.clone();
            add(reader, &mut inner, &columns, &value.span)?;
            let filter = match table.get("where") {
                Some(filter) => Some(inner.formula(reader, filter, "where")?),
                None => None,
            };
            Some((DrawSource::Rows { rows, filter }, columns))
        }
        DeValue::String(_)
        | DeValue::Integer(_)
        | DeValue::Float(_)
        | DeValue::Boolean(_)
        | DeValue::Datetime(_) => {
            Some((DrawSource::Fixed(scope.formula(reader, value, name)?), column()))
        }
    }
}

fn read_rows(
    reader: &mut Reader<'_>,
    name: &str,
    value: &At<&DeValue<'_>>,
    scope: &Scope,
) -> Option<(Vec<Vec<Cell>>, Columns)> {
    let mut rows = Vec::new();
    let mut columns: Columns = Vec::new();
    for item in list_of(reader, value, name, "values", MAX_ROWS)? {
        let cells = match item.it.as_table() {
            None => vec![(name.to_owned(), read_cell(reader, name, &item, scope)?)],
            Some(table) => {
                let row = Fields::new("row", table, item.span.clone());
                let mut cells = Vec::new();
                for (key, _, cell) in row.in_order() {
                    cells.push((key.to_owned(), read_cell(reader, key, cell, scope)?));
                }
                cells
            }
        };
        let own: Columns =
            cells.iter().map(|(key, cell)| (key.clone(), matches!(cell, Cell::Text(_)))).collect();
        if rows.is_empty() {
            columns = own;
        } else if columns != own {
            let what = format!("the values of `{name}` differ in their names, order or kinds");
            reader.fault(&item.span, what);
            return None;
        }
        rows.push(cells.into_iter().map(|(_, cell)| cell).collect());
    }
    if rows.is_empty() {
        reader.fault(&value.span, format!("`{name}` has no values to draw from"));
        return None;
    }
    Some((rows, columns))
}

/// A number, a text, or a number worked out: `"{reads}"`.
fn read_cell(
    reader: &mut Reader<'_>,
    key: &str,
    value: &At<&DeValue<'_>>,
    scope: &Scope,
) -> Option<Cell> {
    if value.it.as_str().is_none() {
        if value.it.as_array().is_some() {
            wrong_type(reader, value, &format!("`{key}`"), "a number or a text");
            return None;
        }
        return scope.formula(reader, value, key).map(Cell::Number);
    }
    let text = scope.text(reader, value, key)?;
    Some(match text.as_number() {
        Some(formula) => Cell::Number(formula.clone()),
        None => Cell::Text(text),
    })
}
