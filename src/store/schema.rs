//! What has to be in a progress file: held against a file that the migrations have just made.

use std::collections::BTreeSet;

use rusqlite::Connection;

use super::{MIGRATIONS, StoreError};
use crate::rng::stable_hash;

/// The hash of all tables and columns that the migrations make: a file that has just these lacks
/// nothing, and no other one has to be made beside it at a start.
const WHOLE: u64 = 0xd0b5_8cc1_8b1b_b427;

const COLUMNS: &str = "SELECT owner.name, part.name
    FROM sqlite_schema AS owner, pragma_table_info(owner.name) AS part
    WHERE owner.type = 'table' AND owner.name NOT LIKE 'sqlite_%'";

/// The first table or column that a file of this version of the schema lacks, in words.
///
/// # Errors
/// When the file cannot be read.
pub(super) fn gap(db: &Connection, version: usize) -> Result<Option<String>, StoreError> {
    let found = columns(db)?;
    if version == MIGRATIONS.len() && hash(&found) == WHOLE {
        return Ok(None);
    }
    let wanted = columns(&model(version)?)?;
    Ok(wanted.difference(&found).next().map(|(table, column)| {
        if found.iter().any(|(other, _)| other == table) {
            format!("the table `{table}` has no column `{column}`")
        } else {
            format!("the table `{table}` is missing")
        }
    }))
}

/// An empty file of a version of the schema.
fn model(version: usize) -> Result<Connection, StoreError> {
    let model = Connection::open_in_memory()?;
    for sql in MIGRATIONS.iter().take(version) {
        model.execute_batch(sql)?;
    }
    Ok(model)
}

fn hash(columns: &BTreeSet<(String, String)>) -> u64 {
    let lines = columns.iter().map(|(table, column)| format!("{table}.{column}\n"));
    stable_hash(lines.collect::<String>().as_bytes())
}

fn columns(db: &Connection) -> Result<BTreeSet<(String, String)>, StoreError> {
    let mut query = db.prepare(COLUMNS)?;
    let rows = query.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_is_that_of_all_migrations() {
        let db = model(MIGRATIONS.len()).unwrap();
        assert_eq!(hash(&columns(&db).unwrap()), WHOLE);
        db.execute_batch("DROP TABLE meta").unwrap();
        let gap = gap(&db, MIGRATIONS.len()).unwrap();
        assert_eq!(gap.as_deref(), Some("the table `meta` is missing"));
    }
}
