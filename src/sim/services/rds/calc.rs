//! Arithmetic of RDS: connections.
//!
//! Source: Amazon RDS User Guide, Quotas.

/// Connections that MySQL and MariaDB take: memory over 12,582,880.
pub fn mysql_connections(memory_bytes: u64) -> u64 {
    memory_bytes / 12_582_880
}

/// Connections that PostgreSQL takes: the smaller of memory over 9,531,392 and 5,000.
pub fn postgres_connections(memory_bytes: u64) -> u64 {
    (memory_bytes / 9_531_392).min(5_000)
}
