# Plans of deploy/cloudwatch, for which no AWS is asked. scripts/test-cloudwatch compares the first with the executables.

mock_provider "aws" {
  override_data {
    target = data.aws_caller_identity.current
    values = { account_id = "123456789012" }
  }
}

variables {
  region           = "eu-central-1"
  alarm_topic_arns = ["arn:aws:sns:eu-central-1:123456789012:duty"]
}

run "everything" {
  command = plan
  variables {
    bronze_bucket           = "rates-bronze"
    silver_location         = "s3://rates-silver/makerates/silver"
    low_priority_topic_arns = ["arn:aws:sns:eu-central-1:123456789012:morning"]
  }
  assert {
    condition     = output.estimate_usd == 3.13 && aws_budgets_budget.monthly[0].limit_amount == "7"
    error_message = "README.md says 3.13 and 7 dollars."
  }
}

run "a_mail_without_a_bucket" {
  command = plan
  variables {
    alarm_topic_arns = []
    alert_email      = "duty@example.com"
  }
  assert {
    condition     = aws_sns_topic_subscription.alerts[0].endpoint == "duty@example.com"
    error_message = "Nobody is subscribed."
  }
  assert {
    condition     = toset(flatten(aws_budgets_budget.monthly[0].notification[*].subscriber_email_addresses)) == toset(["duty@example.com"])
    error_message = "The budget warns nobody."
  }
  assert {
    condition     = !strcontains(join("", values(aws_iam_policy.policy)[*].policy), "s3:")
    error_message = "Without a bucket nobody needs one."
  }
  assert {
    condition     = length(aws_glue_catalog_database.silver) + length(aws_glue_catalog_table.silver) == 0
    error_message = "Without a bucket there are no tables of silver."
  }
}

run "nobody_to_call_is_refused" {
  command = plan
  variables {
    alarm_topic_arns = []
  }
  expect_failures = [var.alarm_topic_arns]
}

run "a_step_without_a_layer_is_refused" {
  command = plan
  variables {
    watched_steps = ["dbt"]
  }
  expect_failures = [var.watched_steps]
}

run "silver_without_a_prefix_of_its_own_is_refused" {
  command = plan
  variables {
    silver_location = "s3://rates-silver"
  }
  expect_failures = [var.silver_location]
}
