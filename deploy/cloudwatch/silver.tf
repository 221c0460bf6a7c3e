# The Delta tables of silver in Glue, for Athena and Spark, where silver is in a bucket. What columns they have, and which files
# are theirs, their own logs say (docs/reading-silver.md): a new build changes nothing here.

locals {
  silver_tables = var.silver_location == null ? [] : ["consensus", "observations", "quarantine", "validated_rates"]
}

resource "aws_glue_catalog_database" "silver" {
  count        = var.silver_location == null ? 0 : 1
  name         = "makerates_silver"
  description  = "Makerates: what was observed, validated and withheld (docs/reading-silver.md)."
  location_uri = "${var.silver_location}/tables"
}

resource "aws_glue_catalog_table" "silver" {
  for_each = toset(local.silver_tables)

  database_name = aws_glue_catalog_database.silver[0].name
  name          = each.key
  description   = "Makerates: sql/2_silver/${each.key}.sql"
  table_type    = "EXTERNAL_TABLE"
  parameters = {
    EXTERNAL                     = "TRUE"
    table_type                   = "DELTA"
    "spark.sql.sources.provider" = "delta"
  }

  storage_descriptor {
    location = "${var.silver_location}/tables/${each.key}"
    ser_de_info {
      parameters = { path = "${var.silver_location}/tables/${each.key}" }
    }
  }
}
