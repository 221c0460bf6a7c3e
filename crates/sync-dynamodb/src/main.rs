//! Publishes silver's validated rates to DynamoDB.

fn main() {}
