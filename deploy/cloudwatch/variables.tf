variable "region" {
  type        = string
  description = "The AWS region of tables and alarms, such as eu-central-1."
}

# The names of the tables are fixed in the executables and metrics carry no environment, so a second environment is
# another account or region; the prefix keeps its policies and budget apart, which an account has once for all regions.
variable "name_prefix" {
  type        = string
  default     = "makerates"
  description = "Before the names of alarms, policies, topic and budget."
}

variable "tags" {
  type        = map(string)
  default     = { application = "makerates" }
  description = "Tags of everything that is made here."
}

variable "alarm_topic_arns" {
  type        = list(string)
  default     = []
  description = "SNS topics that are told when an alarm begins and when it ends, five at most."

  validation {
    condition     = length(var.alarm_topic_arns) > 0 || var.alert_email != null
    error_message = "Nobody would be called: give alarm_topic_arns, alert_email, or both."
  }
  validation {
    # CloudWatch takes five actions per state; one is the topic of alert_email.
    condition     = length(var.alarm_topic_arns) + (var.alert_email == null ? 0 : 1) <= 5
    error_message = "An alarm takes five topics at most, the one of alert_email included."
  }
}

variable "low_priority_topic_arns" {
  type        = list(string)
  default     = null
  description = "SNS topics of the alarms that can wait until the morning (step-failed); null: the same as all others."
}

variable "alert_email" {
  type        = string
  default     = null
  description = "An address that gets the alarms and the budget's warnings; it has to confirm a mail first."
}

variable "runbook" {
  type        = string
  default     = "docs/runbook.md"
  description = "Where the runbook is; an address makes the links in the alarms' texts work."
}

variable "watched_steps" {
  type        = list(string)
  default     = ["quota-gate-available", "extract-frankfurter", "extract-exchangerate", "transform", "transform-quality"]
  description = "Steps whose failed runs are an alarm of low priority. sync-dynamodb always is one, of high priority."

  validation {
    condition = alltrue([
      for step in var.watched_steps : contains(keys(local.layers), split("-", step)[0]) && step != "sync-dynamodb"
    ])
    error_message = "A step begins with quota-gate, extract, transform or sync, and is not sync-dynamodb itself."
  }
}

variable "bronze_bucket" {
  type        = string
  default     = null
  description = "The existing bucket of bronze.location; null where bronze is a folder."
}

variable "silver_location" {
  type        = string
  default     = null
  description = "silver.location where that is a bucket, s3://bucket/prefix: its Delta tables are declared in Glue, for Athena and Spark."

  validation {
    condition     = var.silver_location == null || can(regex("^s3://[^/]+/.*[^/]$", var.silver_location))
    error_message = "It is s3://bucket/prefix, without a slash at the end; the policies allow nothing outside of that prefix."
  }
}

variable "deletion_protection" {
  type        = bool
  default     = true
  description = "Whether the tables refuse to be deleted. `terraform destroy` needs one apply with false before."
}

variable "budget_enabled" {
  type        = bool
  default     = true
  description = "Whether to make the budget; not every account may (an organisation can keep budgets to itself)."
}

variable "budget_usd" {
  type        = number
  default     = null
  description = "US dollars a month from which the budget warns; null: twice our own estimate (budget.tf)."
}
