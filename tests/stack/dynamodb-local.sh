#!/bin/sh
# The image's jar names its libraries, that of Maven does not: -jar DynamoDBLocal.jar OPTION...
shift 2
exec java -Djava.library.path=. -cp '*' com.amazonaws.services.dynamodbv2.local.main.ServerRunner "$@"
