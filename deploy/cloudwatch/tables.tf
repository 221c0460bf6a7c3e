# The shapes are those that the executables make and check (crates/core/src/dynamodb/tables.rs): a `quota-gate init` or
# `sync-dynamodb init` on these tables changes nothing.
#
# On demand: one short run a day leaves a provisioned capacity idle for 24 hours less a minute.
# No point-in-time recovery: it restores into a table of another name, after minutes. The published rates are derived, and
# one sync publishes them again within seconds, also after a wrong edit; restored counts of requests would be too low,
# and would spend quota that is gone.

locals {
  tables = {
    api_quota_tracker      = { partition_key = "api_source", sort_key = "tracking_date", ttl = "ttl" }
    currency_rates         = { partition_key = "currency_pair", sort_key = "rate_date", ttl = "expiration_timestamp" }
    pipeline_observability = { partition_key = "pipeline_name", sort_key = "execution_timestamp", ttl = "ttl" }
  }
  # Of currency_rates: all rates into one currency.
  index = { name = "target_currency-rate_date-index", partition_key = "target_currency", sort_key = "rate_date" }
}

resource "aws_dynamodb_table" "table" {
  for_each = local.tables

  name                        = each.key
  billing_mode                = "PAY_PER_REQUEST"
  hash_key                    = each.value.partition_key
  range_key                   = each.value.sort_key
  deletion_protection_enabled = var.deletion_protection

  dynamic "attribute" {
    for_each = toset(concat(
      [each.value.partition_key, each.value.sort_key],
      each.key == "currency_rates" ? [local.index.partition_key, local.index.sort_key] : [],
    ))
    content {
      name = attribute.key
      type = "S"
    }
  }

  dynamic "global_secondary_index" {
    for_each = each.key == "currency_rates" ? [local.index] : []
    iterator = index
    content {
      name            = index.value.name
      hash_key        = index.value.partition_key
      range_key       = index.value.sort_key
      projection_type = "ALL"
    }
  }

  ttl {
    attribute_name = each.value.ttl
    enabled        = true
  }
}
