//! Arithmetic of RDS: connections.

/// Connections that a database of this size takes (Amazon RDS User Guide, Quotas): memory over
/// 12,582,880 for MySQL and MariaDB, the smaller of memory over 9,531,392 and 5,000 for PostgreSQL.
pub fn max_connections(is_postgres: bool, memory_bytes: u64) -> u64 {
    if is_postgres { (memory_bytes / 9_531_392).min(5_000) } else { memory_bytes / 12_582_880 }
}
