# The policies of deploy/iam, with this region, account and buckets put in. Attaching them is yours: to the role of the
# workers (pipeline, or writer for one that only syncs), of whoever converts (reader), of whoever looks into silver (analyst).

locals {
  silver_address = split("/", trimprefix(coalesce(var.silver_location, "s3://SILVER_BUCKET/SILVER_PREFIX"), "s3://"))
  silver_prefix  = join("/", slice(local.silver_address, 1, length(local.silver_address)))

  iam = {
    for name in ["pipeline", "writer", "reader", "analyst"] : name => jsondecode(
      replace(replace(replace(replace(replace(file("${path.module}/../iam/${name}.json"),
        "SILVER_BUCKET", local.silver_address[0]),
        "SILVER_PREFIX", local.silver_prefix),
        "REGION", var.region),
        "ACCOUNT", data.aws_caller_identity.current.account_id),
      ":::BUCKET", ":::${coalesce(var.bronze_bucket, "BUCKET")}")
    ) if name != "analyst" || var.silver_location != null
  }

  statements = {
    # Tables are made here, so nobody else needs Init, only to look at them; without a bucket nobody needs one.
    for name, policy in local.iam : name => [
      for statement in policy.Statement : statement
      if statement.Sid != "Init" &&
      (var.bronze_bucket != null || !startswith(statement.Sid, "Bronze")) &&
      (var.silver_location != null || !startswith(statement.Sid, "Silver"))
    ]
  }
}

resource "aws_iam_policy" "policy" {
  for_each = local.statements

  name        = "${var.name_prefix}-${each.key}"
  description = "Makerates: deploy/iam/${each.key}.json"
  policy      = jsonencode({ Version = "2012-10-17", Statement = each.value })
}
