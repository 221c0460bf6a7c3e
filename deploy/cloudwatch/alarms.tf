# Alarms on what the executables send with `--metrics emf` (docs/metrics.md): all tags of a metric are its dimensions, and
# an alarm that leaves one out watches nothing.
#
# Most of these metrics come once a day. Hence `ignore`: what was last said holds until something else is said, and an OK
# means that the next run found it mended. And hence periods of an hour: lines that reach CloudWatch late are still
# seen; the price is an OK that comes up to an hour after the mending.

locals {
  namespace = "Makerates"
  hour      = 3600

  # By the first word of a step.
  layers = { quota = "control", extract = "bronze", transform = "silver", sync = "gold" }

  quotas = {
    frankfurter-day    = { source = "frankfurter", period = "day" }
    exchangerate-day   = { source = "exchangerate", period = "day" }
    exchangerate-month = { source = "exchangerate", period = "month" }
  }
  sources = ["frankfurter", "exchangerate"]

  # The dimension TableName alone leaves the index out.
  throttled = merge(
    { for name, _ in local.tables : name => { TableName = name } },
    { currency_rates-index = { TableName = "currency_rates", GlobalSecondaryIndexName = local.index.name } },
  )
}

resource "aws_cloudwatch_metric_alarm" "quota_nearly_used" {
  for_each = local.quotas

  alarm_name          = "${var.name_prefix}-quota-nearly-used-${each.key}"
  alarm_description   = "80 % of the ${each.value.period}'s requests to ${each.value.source} are used. At 100 % it is not asked any more and the other source carries on alone. Next: `quota-gate check` and `quota-gate history` tell who asks so often. Runbook: ${var.runbook}#quota-nearly-used"
  comparison_operator = "GreaterThanOrEqualToThreshold"
  threshold           = 0.8
  evaluation_periods  = 1
  datapoints_to_alarm = 1
  treat_missing_data  = "ignore"
  alarm_actions       = local.topics
  ok_actions          = local.topics

  metric_query {
    id          = "share"
    label       = "share of the quota that is used"
    expression  = "used / limit"
    return_data = true
  }
  dynamic "metric_query" {
    for_each = { used = "quota_used", limit = "quota_limit" }
    content {
      id = metric_query.key
      metric {
        namespace   = local.namespace
        metric_name = metric_query.value
        dimensions  = { layer = "control", source = each.value.source, period = each.value.period }
        stat        = "Maximum"
        period      = local.hour
      }
    }
  }
}

resource "aws_cloudwatch_metric_alarm" "circuit_open" {
  for_each = toset(local.sources)

  alarm_name          = "${var.name_prefix}-circuit-open-${each.key}"
  alarm_description   = "${each.key} failed five times in a row and is left alone for now; rates rest on the other source. It mends itself. Next: `quota-gate check` tells until when; look whether the source is down or refuses only us. Runbook: ${var.runbook}#circuit-open"
  namespace           = local.namespace
  metric_name         = "circuit_open"
  dimensions          = { layer = "control", source = each.key }
  statistic           = "Maximum"
  period              = local.hour
  comparison_operator = "GreaterThanOrEqualToThreshold"
  threshold           = 1
  evaluation_periods  = 1
  datapoints_to_alarm = 1
  treat_missing_data  = "ignore"
  alarm_actions       = local.topics
  ok_actions          = local.topics
}

# One value a day, so 25 of 26 hours have none. Left to themselves, CloudWatch looks for values in a range of its own
# that is longer than 26 periods, and would call late; FILL gives every hour a value. The treatment of missing data
# stands for the metric that never had one. 26 x 3600 s are within the limit of seven days for periods of an hour and
# more; over a day CloudWatch looks once an hour, at full hours: the call comes 26 to 27 hours after the last good run.
resource "aws_cloudwatch_metric_alarm" "no_fresh_rates" {
  alarm_name          = "${var.name_prefix}-no-fresh-rates"
  alarm_description   = "For 26 hours no run of transform found a validated rate of the last closed market day: the daily run did not come, failed, or all its rates were withheld. Readers still get the rates of before, and see their age. Next: `quota-gate health`, then the step that it names. Runbook: ${var.runbook}#no-fresh-rates"
  comparison_operator = "LessThanThreshold"
  threshold           = 1
  evaluation_periods  = 26
  datapoints_to_alarm = 26
  treat_missing_data  = "breaching"
  alarm_actions       = local.topics
  ok_actions          = local.topics

  metric_query {
    id          = "hourly"
    label       = "validated rates of the last closed market day"
    expression  = "FILL(fresh, 0)"
    return_data = true
  }
  metric_query {
    id = "fresh"
    metric {
      namespace   = local.namespace
      metric_name = "fresh_rates"
      dimensions  = { layer = "silver" }
      stat        = "Maximum"
      period      = local.hour
    }
  }
}

# A sync that was killed says nothing, and one that never started neither: what counts is that somebody said something. Its
# failures have an alarm of their own, `sync-failed`. As above one value a day, and 26 hours.
resource "aws_cloudwatch_metric_alarm" "heartbeat" {
  alarm_name          = "${var.name_prefix}-heartbeat"
  alarm_description   = "For 26 hours no run of sync-dynamodb came to its end: it was killed, or never started. Readers still get the rates of before, and see their age. Next: does the timer or the flow run? `quota-gate health` tells the last run of each step. Runbook: ${var.runbook}#no-fresh-rates"
  comparison_operator = "LessThanThreshold"
  threshold           = 1
  evaluation_periods  = 26
  datapoints_to_alarm = 26
  treat_missing_data  = "breaching"
  alarm_actions       = local.topics
  ok_actions          = local.topics

  metric_query {
    id          = "hourly"
    label       = "runs of sync-dynamodb"
    expression  = "FILL(runs, 0)"
    return_data = true
  }
  metric_query {
    id = "runs"
    metric {
      namespace   = local.namespace
      metric_name = "run_failed"
      dimensions  = { layer = local.layers["sync"], step = "sync-dynamodb" }
      stat        = "SampleCount"
      period      = local.hour
    }
  }
}

resource "aws_cloudwatch_metric_alarm" "conflicts" {
  alarm_name          = "${var.name_prefix}-conflicts"
  alarm_description   = "The sources contradict each other on the newest market day, and it is not clear which one is wrong: those rates are withheld, the others are published. Next: `transform quality` names the pairs, `transform explain PAIR` the evidence. Runbook: ${var.runbook}#conflicts"
  namespace           = local.namespace
  metric_name         = "conflicts"
  dimensions          = { layer = "silver" }
  statistic           = "Maximum"
  period              = local.hour
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  evaluation_periods  = 1
  datapoints_to_alarm = 1
  treat_missing_data  = "ignore"
  alarm_actions       = local.topics
  ok_actions          = local.topics
}

resource "aws_cloudwatch_metric_alarm" "sync_failed" {
  alarm_name          = "${var.name_prefix}-sync-failed"
  alarm_description   = "sync-dynamodb failed: DynamoDB has older rates than silver, or withdrawn ones. Next: read its last error (`quota-gate health`), run `sync-dynamodb` again (it writes only what is missing), then `sync-dynamodb diff`. Runbook: ${var.runbook}#sync-failed"
  namespace           = local.namespace
  metric_name         = "run_failed"
  dimensions          = { layer = local.layers["sync"], step = "sync-dynamodb" }
  statistic           = "Sum"
  period              = local.hour
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  evaluation_periods  = 1
  datapoints_to_alarm = 1
  treat_missing_data  = "ignore"
  alarm_actions       = local.topics
  ok_actions          = local.topics
}

# Of low priority: one source may fail while the other one carries on, and a morning without any rate has its own alarm.
resource "aws_cloudwatch_metric_alarm" "step_failed" {
  for_each = toset(var.watched_steps)

  alarm_name          = "${var.name_prefix}-step-failed-${each.key}"
  alarm_description   = "The last run of ${each.key} failed; nothing wrong is published, and what it lacks may be seen in other alarms. Next: its last error (`quota-gate health`); run it again when the reason is gone. Runbook: ${var.runbook}#step-failed"
  namespace           = local.namespace
  metric_name         = "run_failed"
  dimensions          = { layer = local.layers[split("-", each.key)[0]], step = each.key }
  statistic           = "Sum"
  period              = local.hour
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  evaluation_periods  = 1
  datapoints_to_alarm = 1
  treat_missing_data  = "ignore"
  alarm_actions       = local.low_topics
  ok_actions          = local.low_topics
}

# ThrottledRequests exists per operation only, and counts a transaction once whatever was refused in it; the two events
# exist per table and per index, on demand too. They are sent only while something is throttled, so FILL: without it the
# sum of one that came and one that did not is nothing, and some of AWS's pages say that alarms in this namespace keep
# their state for want of data whatever they are told.
resource "aws_cloudwatch_metric_alarm" "dynamodb_throttled" {
  for_each = local.throttled

  alarm_name          = "${var.name_prefix}-dynamodb-throttled-${each.key}"
  alarm_description   = "DynamoDB refused reads or writes of ${join(", ", values(each.value))}. A few are harmless, the sync waits them out; readers may have got errors. Next: who else reads or writes the table, and did sync-dynamodb fail? Runbook: ${var.runbook}#dynamodb-throttled"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  evaluation_periods  = 1
  datapoints_to_alarm = 1
  treat_missing_data  = "notBreaching"
  alarm_actions       = local.topics
  ok_actions          = local.topics

  metric_query {
    id          = "throttled"
    label       = "refused reads and writes"
    expression  = "FILL(reads, 0) + FILL(writes, 0)"
    return_data = true
  }
  dynamic "metric_query" {
    for_each = { reads = "ReadThrottleEvents", writes = "WriteThrottleEvents" }
    content {
      id = metric_query.key
      metric {
        namespace   = "AWS/DynamoDB"
        metric_name = metric_query.value
        dimensions  = each.value
        stat        = "Sum"
        period      = 300
      }
    }
  }
}
