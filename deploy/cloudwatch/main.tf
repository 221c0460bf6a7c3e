# The tables, permissions, alarms and a budget of the pipeline in one AWS account and region. README.md tells the rest.

terraform {
  # A validation may look at other variables from 1.9 on.
  required_version = ">= 1.9"
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.100"
    }
  }
}

provider "aws" {
  region = var.region
  default_tags {
    tags = var.tags
  }
}

data "aws_caller_identity" "current" {}

# Whom an alarm calls: the topics given, and one of our own where there is an address.
resource "aws_sns_topic" "alerts" {
  count = var.alert_email == null ? 0 : 1
  name  = "${var.name_prefix}-alerts"
}

# Nothing is sent before its owner has confirmed the address.
resource "aws_sns_topic_subscription" "alerts" {
  count     = var.alert_email == null ? 0 : 1
  topic_arn = aws_sns_topic.alerts[0].arn
  protocol  = "email"
  endpoint  = var.alert_email
}

locals {
  topics     = concat(var.alarm_topic_arns, aws_sns_topic.alerts[*].arn)
  low_topics = var.low_priority_topic_arns == null ? local.topics : var.low_priority_topic_arns
}
