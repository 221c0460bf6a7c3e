# The policies of deploy/iam, with this region, account and bucket put in. Attaching them is yours: to the role of the
# workers (pipeline, or writer for one that only syncs) and of whoever converts (reader).

locals {
  iam = {
    for name in ["pipeline", "writer", "reader"] : name => jsondecode(
      replace(replace(replace(file("${path.module}/../iam/${name}.json"),
        "REGION", var.region),
        "ACCOUNT", data.aws_caller_identity.current.account_id),
      "BUCKET", coalesce(var.bronze_bucket, "BUCKET"))
    )
  }

  statements = {
    # Tables are made here, so nobody else needs Init, only to look at them; without a bucket nobody needs one.
    for name, policy in local.iam : name => [
      for statement in policy.Statement : statement
      if statement.Sid != "Init" && (var.bronze_bucket != null || !startswith(statement.Sid, "Bronze"))
    ]
  }
}

resource "aws_iam_policy" "policy" {
  for_each = local.statements

  name        = "${var.name_prefix}-${each.key}"
  description = "Makerates: deploy/iam/${each.key}.json"
  policy      = jsonencode({ Version = "2012-10-17", Statement = each.value })
}
