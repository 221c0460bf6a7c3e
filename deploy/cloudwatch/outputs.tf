output "table_arns" {
  description = "The tables, by name."
  value       = { for name, table in aws_dynamodb_table.table : name => table.arn }
}

output "policy_arns" {
  description = "The policies, by name: pipeline, writer, reader, and analyst where silver is in a bucket."
  value       = { for name, policy in aws_iam_policy.policy : name => policy.arn }
}

output "alarm_topic_arns" {
  description = "Whom the alarms call."
  value       = local.topics
}

output "alarm_names" {
  description = "Every alarm."
  value = sort(concat(
    values(aws_cloudwatch_metric_alarm.quota_nearly_used)[*].alarm_name,
    values(aws_cloudwatch_metric_alarm.circuit_open)[*].alarm_name,
    values(aws_cloudwatch_metric_alarm.step_failed)[*].alarm_name,
    values(aws_cloudwatch_metric_alarm.dynamodb_throttled)[*].alarm_name,
    [
      aws_cloudwatch_metric_alarm.no_fresh_rates.alarm_name,
      aws_cloudwatch_metric_alarm.conflicts.alarm_name,
      aws_cloudwatch_metric_alarm.sync_failed.alarm_name,
    ],
  ))
}

output "estimate_usd" {
  description = "What all this costs a month, by list prices of us-east-1 and without the free tier."
  value       = local.estimate_usd
}

output "budget_usd" {
  description = "From where on the budget warns."
  value       = local.budget_usd
}
