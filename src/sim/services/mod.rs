//! The simulated services, a room for each.

pub mod api_gateway;
pub mod cache;
pub mod client;
pub mod cloudfront;
pub mod cognito;
pub mod dynamodb;
pub mod fanout;
pub mod kinesis;
pub mod lambda;
pub mod rds;
pub mod sqs;
pub mod step_functions;
