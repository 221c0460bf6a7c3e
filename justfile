# `./justw` needs only Rust: it fetches `just` and DuckDB once, then runs this file. A `just` of your own works after that.
# Everything after a recipe's name goes to the tool behind it: `just quota-check --help`.

# "$@" in a recipe keeps the quotes of the caller: just inspect-silver --sql "select 1"
set positional-arguments
# For the stack's credentials and an EXCHANGERATE_API_KEY. What the environment already holds wins.
set dotenv-load

# dev builds in two or three minutes, release in seven and then computes faster: BUILD_PROFILE=release just pipeline
export BUILD_PROFILE := env('BUILD_PROFILE', 'dev')
built := env('CARGO_TARGET_DIR', 'target') / if BUILD_PROFILE == 'dev' { 'debug' } else { BUILD_PROFILE }
run := 'cargo run --quiet --locked --profile ' + BUILD_PROFILE + ' --package'

# what there is to run
[private]
default:
    @{{ quote(just_executable()) }} --list --unsorted

# The first build takes minutes and should be seen; the later ones are quiet.
[private]
build +packages:
    @for package; do [ -x "{{ built }}/$package" ] || exec cargo build --locked --profile {{ BUILD_PROFILE }} $(printf -- '--package %s ' "$@"); done

# the whole way, once: quota, both sources, silver, quality, gold
[group('run')]
[no-exit-message]
pipeline *args:
    @scripts/pipeline "$@"

# the whole way on recorded data, without key or network, into ./data-demo
[group('run')]
[no-exit-message]
demo *args:
    @scripts/demo "$@"

# ask both sources, the second even when the first fails (--date D, --from D --to D)
[group('run')]
[no-exit-message]
extract-all *args: (build 'extract-frankfurter' 'extract-exchangerate')
    @code=0; \
    {{ run }} extract-frankfurter -- "$@" || code=$?; \
    {{ run }} extract-exchangerate -- "$@" || code=$?; \
    exit $code

# past days: the ECB and the panel of central banks (--from D --to D, --mode isolated, --dry-run)
[group('run')]
[no-exit-message]
backfill *args: (build 'extract-frankfurter')
    @{{ run }} extract-frankfurter -- "$@"

alias dbt := transform

# bronze to silver, in full (or: quality, inspect, explain PAIR)
[group('run')]
[no-exit-message]
transform *args: (build 'transform')
    @{{ run }} transform -- "$@"

# silver to gold: everything in the hot window, and LATEST
[group('run')]
[no-exit-message]
dynamodb-sync *args: (build 'sync-dynamodb')
    @{{ run }} sync-dynamodb -- --full "$@"

# silver to gold: only what has changed since the last sync
[group('run')]
[no-exit-message]
dynamodb-sync-incremental *args: (build 'sync-dynamodb')
    @{{ run }} sync-dynamodb -- --incremental "$@"

# start S3, DynamoDB and Kestra in containers, with the tables and the flows (makes .env the first time)
[group('stack')]
up *args:
    @[ -e .env ] || { umask 077; cp .env.example .env; echo 'wrote .env from .env.example: look through it' >&2; }
    docker compose up --detach --wait "$@" kestra
    docker compose run --rm --no-deps flows
    @echo 'Kestra is at http://127.0.0.1:8080 (its user and password are in .env)'

# stop the containers; their data stays (--volumes: goes too)
[group('stack')]
down *args:
    docker compose --profile '*' down "$@"

# what the containers say, from now on (kestra, s3, dynamodb, tables: only that one)
[group('stack')]
logs *args:
    docker compose logs --follow --tail 100 "$@"

# check the flows, and upload them to the running Kestra
[group('stack')]
[no-exit-message]
kestra-deploy *args:
    @scripts/kestra deploy "$@"

# start a flow, wait for it and show what came of it: just kestra-run rates_daily date=2026-09-25
[group('stack')]
[no-exit-message]
kestra-run *args:
    @scripts/kestra run "$@"

# Kestra's pages in a browser
[group('stack')]
open *args:
    @scripts/kestra open "$@"

# create the tables that are missing (api_quota_tracker, pipeline_observability, currency_rates)
[group('stack')]
[no-exit-message]
dynamodb-init *args: (build 'quota-gate' 'sync-dynamodb')
    @{{ run }} quota-gate -- init "$@"
    @{{ run }} sync-dynamodb -- init "$@"

# how much of each source's quota is used
[group('data')]
[no-exit-message]
quota-check *args: (build 'quota-gate')
    @{{ run }} quota-gate -- check "$@"

# should a person look? the runs of the last days, sources, quotas, rates; exits 5 when one should
[group('data')]
[no-exit-message]
health-check *args: (build 'quota-gate')
    @{{ run }} quota-gate -- health "$@"

# which source to ask now; exits 3 when none may be asked
[group('data')]
[no-exit-message]
quota-available *args: (build 'quota-gate')
    @{{ run }} quota-gate -- available "$@"

# forget what was counted (--source S or --all, with --yes)
[group('data')]
[no-exit-message]
quota-reset *args: (build 'quota-gate')
    @{{ run }} quota-gate -- reset "$@"

# look after bronze: verify, ls (--date D), cat OBJECT
[group('data')]
[no-exit-message]
bronze *args: (build 'transform')
    @{{ run }} transform -- bronze "$@"

# the quality checks over silver; exits 5 on a critical finding
[group('data')]
[no-exit-message]
quality-check *args: (build 'transform')
    @{{ run }} transform -- quality "$@"

# can today's rates be trusted, what is wrong if not, and what to do; the same as a page, opened in a browser (--out FILE)
[group('data')]
[no-exit-message]
report *args: (build 'transform')
    @out=$({{ run }} transform -- report "$@" --format text) || exit $?; \
    printf '%s\n' "$out"; \
    file=$(printf '%s\n' "$out" | sed -n 's/^in \(.*\) ([0-9]* bytes)$/\1/p'); \
    for opener in xdg-open open; do \
      [ -z "$file" ] || ! command -v $opener >/dev/null || { $opener "$file" >/dev/null 2>&1 || true; break; }; \
    done

# what is in silver (--sql Q, --limit N)
[group('data')]
[no-exit-message]
inspect-silver *args: (build 'transform')
    @{{ run }} transform -- inspect "$@"

# all tests that need nothing but Rust
[group('check')]
test *args:
    cargo test --workspace --locked "$@"
    @echo 'left out here: test-services (S3 server, DynamoDB Local: needs Go, Maven, Java), test-kestra (the flows: needs Maven, JDK 25), test-cloudwatch (needs Terraform, Python), test-tables (needs Go, Python 3.11) and test-browser (needs Chromium, Node.js)'

# --workspace, or cargo would build the dependencies once more, with only the features this one package asks for.

# the same code against a real S3 server and DynamoDB Local (needs Go, Maven, Java)
[group('check')]
test-services *args:
    scripts/install-services
    cargo test --workspace --features makerates-tests/services --locked --test 'services_*' "$@"

# the flows of kestra/ on the real Kestra engine, with these executables (needs Maven and a JDK 25)
[group('check')]
[no-exit-message]
test-kestra *args:
    @scripts/test-kestra "$@"

# the alarms, tables and policies of deploy/cloudwatch against what the executables send and make (needs Terraform, Python)
[group('check')]
[no-exit-message]
test-cloudwatch *args:
    @scripts/test-cloudwatch "$@"

# silver's Delta tables on a real S3 server, as DuckDB and pandas see them; --spark: as Spark does (needs Go, Python 3.11)
[group('check')]
[no-exit-message]
test-tables *args:
    @scripts/test-tables "$@"

# the report page in headless Chromium (needs Chromium and Node.js)
[group('check')]
[no-exit-message]
test-browser *args:
    @scripts/test-browser "$@"

# install both packages in a Debian with nothing in it, and run a morning there (needs root and debootstrap)
[group('check')]
[no-exit-message]
test-packages *args:
    @scripts/test-packages "$@"

# both images and the stack in a container engine of its own: a morning, stopped, started again (needs root, dockerd, debootstrap)
[group('check')]
[no-exit-message]
test-stack *args:
    @scripts/test-stack "$@"

# what the crates of others may be: licences, bans, sources (advisories: known faults, where their database can be reached)
[group('check')]
[no-exit-message]
deny *args:
    @scripts/deny "$@"

# clippy over everything; a warning is an error
[group('check')]
lint *args:
    cargo clippy --workspace --all-targets --all-features --locked "$@" -- -D warnings

# format all Rust (--check: only say what is not)
[group('check')]
fmt *args:
    cargo fmt --all "$@"

# measure the pipeline
[group('check')]
[no-exit-message]
bench *args:
    @scripts/bench "$@"

# how often a wrong rate is published, and a right one withheld, with faults in recorded rates (--quick, --seed N)
[group('check')]
[no-exit-message]
bench-trust *args:
    @cargo build --quiet --locked --profile {{ BUILD_PROFILE }} --package makerates-trust-benchmark
    @{{ built }}/bench-trust "$@"

# what CI runs: format, clippy, all kinds of tests, and what each took
[group('check')]
[no-exit-message]
ci:
    @JUST={{ quote(just_executable()) }} scripts/ci

tools := 'quota-gate extract-frankfurter extract-exchangerate transform sync-dynamodb'

# shell completions of all executables, into target/completions/<shell>
[group('run')]
completions: (build 'quota-gate' 'extract-frankfurter' 'extract-exchangerate' 'transform' 'sync-dynamodb')
    @for shell in bash zsh fish; do \
      mkdir -p target/completions/$shell; \
      for tool in {{ tools }}; do {{ built }}/$tool --generate $shell >target/completions/$shell/$tool || exit 1; done; \
    done
    @echo 'target/completions: for bash, source those of bash; for zsh, name each _TOOL in a folder of $fpath; for fish, copy them to ~/.config/fish/completions/TOOL.fish'

# manual pages of all executables and their subcommands, into target/man/man1
[group('run')]
man: (build 'quota-gate' 'extract-frankfurter' 'extract-exchangerate' 'transform' 'sync-dynamodb')
    @mkdir -p target/man/man1
    @for tool in {{ tools }}; do {{ built }}/$tool --generate man target/man/man1 || exit 1; done
    @echo 'target/man: MANPATH=$PWD/target/man man quota-gate-plan'

# an archive and a Debian package to install where no Rust is, into target/packages
[group('run')]
[no-exit-message]
package *args:
    @scripts/package "$@"

# remove what was built and the demo's data; ./data, .tools and vendor stay
[group('check')]
clean:
    cargo clean
    rm -rf data-demo
