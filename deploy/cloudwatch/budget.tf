# A hint, no limit: AWS warns, hours late, and stops nothing. README.md shows where the numbers come from.

locals {
  runs = 31
  # Measured, of a run that publishes a new market day with the default two bases.
  write_units = local.runs * (1850 + 20 + 10) # the sync, the quota tracker, the record of runs
  read_units  = local.runs * (360 + 40)       # the sync; quota-gate's looks

  # Custom metrics are charged by the hour in which they are sent: one a day.
  metric_months = 47 / 24
  alarm_metrics = sum([
    2 * length(local.quotas), length(local.sources), 1, 1, 1, 1, length(var.watched_steps), 2 * length(local.throttled),
  ])

  # List prices of us-east-1 in US dollars, without the free tier.
  estimate_usd = tonumber(format("%.2f", sum([
    local.write_units * 0.625 / 1e6,
    local.read_units * 0.125 / 1e6,
    0.01 * 0.25, # GB-months of storage: some 4 MB with the index, and the other tables
    local.metric_months * 0.30,
    local.alarm_metrics * 0.10,
  ])))
  budget_usd = coalesce(var.budget_usd, ceil(2 * local.estimate_usd))
}

resource "aws_budgets_budget" "monthly" {
  count = var.budget_enabled ? 1 : 0

  name         = "${var.name_prefix}-monthly"
  budget_type  = "COST"
  time_unit    = "MONTHLY"
  limit_amount = tostring(local.budget_usd)
  limit_unit   = "USD"

  # What others in the account spend on these two counts too.
  cost_filter {
    name   = "Service"
    values = ["Amazon DynamoDB", "AmazonCloudWatch"]
  }

  dynamic "notification" {
    for_each = toset(["ACTUAL", "FORECASTED"])
    content {
      notification_type   = notification.key
      comparison_operator = "GREATER_THAN"
      threshold           = 100
      threshold_type      = "PERCENTAGE"
      # A topic has to allow budgets.amazonaws.com to publish; a warning takes one.
      subscriber_email_addresses = var.alert_email == null ? [] : [var.alert_email]
      subscriber_sns_topic_arns  = var.alert_email == null ? slice(var.alarm_topic_arns, 0, 1) : []
    }
  }
}
