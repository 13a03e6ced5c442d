//! What has to be in a progress file: held against a file that the migrations have just made.

use std::collections::BTreeSet;

use rusqlite::Connection;

use super::{MIGRATIONS, StoreError};

const COLUMNS: &str = "SELECT owner.name, part.name
    FROM sqlite_schema AS owner, pragma_table_info(owner.name) AS part
    WHERE owner.type = 'table' AND owner.name NOT LIKE 'sqlite_%'";

/// The first table or column that a file of this version of the schema lacks, in words.
///
/// # Errors
/// When the file cannot be read.
pub(super) fn gap(db: &Connection, version: usize) -> Result<Option<String>, StoreError> {
    let model = Connection::open_in_memory()?;
    for sql in MIGRATIONS.iter().take(version) {
        model.execute_batch(sql)?;
    }
    let (wanted, found) = (columns(&model)?, columns(db)?);
    Ok(wanted.difference(&found).next().map(|(table, column)| {
        if found.iter().any(|(other, _)| other == table) {
            format!("the table `{table}` has no column `{column}`")
        } else {
            format!("the table `{table}` is missing")
        }
    }))
}

fn columns(db: &Connection) -> Result<BTreeSet<(String, String)>, StoreError> {
    let mut query = db.prepare(COLUMNS)?;
    let rows = query.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}
