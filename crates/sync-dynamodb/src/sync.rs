//! The sync: silver's pairs become items, those that are new or changed are written, those that are no longer
//! validated are withdrawn.
//!
//! Three steps at once, each a little ahead of the next: a thread reads silver and makes items, stretches of them are
//! compared with the table, and what differs is written.

use crate::args::SyncArgs;
use crate::bases;
use crate::changes::{Change, Comparison};
use crate::error::SilverError;
use crate::fence::{self, Fence, FenceError};
use crate::item::Writer;
use crate::patience::impatient;
use crate::published::{Found, Reader, Unread};
use crate::publisher::{CHANGES_MAX, Publisher, Written};
use crate::scope::Scope;
use crate::silver::Silver;
use crate::stretch::{Cutter, Stretch, pairs};
use crate::summary::SyncSummary;
use futures_util::stream::{self, StreamExt};
use jiff::SignedDuration;
use makerates_core::cli::{Context, Progress, Success};
use makerates_core::config::Bases;
use makerates_core::dynamodb::{CURRENCY_RATES, TableError, Tables};
use makerates_core::failure::{Exit, Failure};
use makerates_core::silver::Wanted;
use makerates_domain::dates::utc_day;
use std::ops::ControlFlow;
use std::time::{Duration, Instant};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

/// Stretches that are asked for at once. One transaction takes the items of some fourteen pairs.
const READS_AT_ONCE: usize = 16;

/// A query sees each item of a transaction when it has that item, not all of them at once ("Isolation levels for
/// transactions", DynamoDB Developer Guide): the last transaction before our fence may still be on its way to some.
const COMMIT_TIME: Duration = Duration::from_secs(2);

/// Publishes the current silver.
pub async fn run(context: &Context, tables: &Tables, args: &SyncArgs) -> Result<Success, Failure> {
    let begun = Instant::now();
    tables.ensure_embedded(&CURRENCY_RATES).await?;
    let silver = Silver::open(context.silver_build(&Wanted::Current).await?)?;
    bases::check(&silver, &context.config.gold.bases)?;
    let writer = writer(context, &silver, !args.no_ttl);
    let mut summary = SyncSummary::default();
    let fence = fence::raise(&tables.client, &writer, args.take_over).await?;
    if let Fence::Ours { settled_at } = fence {
        let client = impatient(&tables.client);
        let consistent = fence.may_be_unsettled(writer.now) || !clock_can_be_trusted(context);
        if consistent && context.tables_are_aws() {
            tokio::time::sleep(COMMIT_TIME).await;
        }
        let reader = Reader { client: client.clone(), consistent };
        let stretches = Stretches::start(context, silver, args.history, writer.clone())?;
        let (changes_in, changes) = mpsc::channel(2 * CHANGES_MAX);
        let (compared, written) = tokio::join!(
            compare(
                context,
                stretches,
                &reader,
                Comparison { now: writer.now.as_second(), full: args.mode.full },
                changes_in
            ),
            write(changes, Publisher::new(client, &writer)),
        );
        let wrote = written.put + written.withdrawn + written.failed.len() > 0;
        let settled_at = if wrote { Some(context.clock.now()) } else { settled_at };
        let (found, end) = compared;
        summary = found;
        summary.written = written;
        // Where there is none nobody has overtaken us.
        if summary.written.superseded && matches!(fence::read(&tables.client).await, Ok(None)) {
            summary.written.superseded = false;
            return Err(summary.failed_with(FenceError::Gone.into(), &writer, elapsed_ms(begun)));
        }
        if let Err(failure) = end {
            return Err(summary.failed_with(failure, &writer, elapsed_ms(begun)));
        }
        summary.tell_silent_bases(&context.config.gold, utc_day(writer.now));
        if let Some(settled_at) = settled_at.filter(|_| clock_can_be_trusted(context)) {
            fence::settle(&tables.client, &writer, settled_at).await;
        }
    } else {
        summary.written.superseded = true;
    }
    summary.success(&writer, elapsed_ms(begun))
}

fn elapsed_ms(begun: Instant) -> u64 {
    u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX)
}

/// Who writes the items.
pub fn writer(context: &Context, silver: &Silver, expires: bool) -> Writer {
    Writer {
        now: context.clock.now(),
        run_id: context.run_id.clone(),
        holder: uuid::Uuid::now_v7().to_string(),
        silver_version: silver.version.clone(),
        expires,
    }
}

/// How long ago something was can't be told by a logical clock where others write by the real one.
fn clock_can_be_trusted(context: &Context) -> bool {
    context.clock.offset().abs() < SignedDuration::from_mins(1) || !context.tables_are_aws()
}

/// Silver's stretches, cut by a thread of their own.
#[derive(Debug)]
pub struct Stretches {
    receiver: mpsc::Receiver<Stretch>,
    thread: JoinHandle<Result<(), SilverError>>,
    /// How many pairs are looked at.
    pairs: usize,
}

impl Stretches {
    /// Begins to read.
    pub fn start(context: &Context, silver: Silver, history: bool, writer: Writer) -> Result<Self, SilverError> {
        let today = utc_day(writer.now);
        let scope = if history { Scope::history(today) } else { Scope::hot(today, context.config.gold.hot_days) };
        let bases: Bases = context.config.gold.bases.clone();
        let pairs = pairs(&silver.bases(&bases)?, &silver.currencies()?).len();
        let (sender, receiver) = mpsc::channel(2 * READS_AT_ONCE);
        let thread = tokio::task::spawn_blocking(move || {
            let send = |stretch| match sender.blocking_send(stretch) {
                Ok(()) => ControlFlow::Continue(()),
                // Nobody wants more.
                Err(_) => ControlFlow::Break(()),
            };
            Cutter { scope, writer: &writer }.cut(&silver, &bases, send)
        });
        Ok(Self { receiver, thread, pairs })
    }

    /// Compares each with the table, in order, and hands it on with what is there, until `each` says that it is enough.
    /// Gives the pairs that could not be read: the others do not wait for them.
    pub async fn compare(
        mut self,
        context: &Context,
        reader: &Reader,
        each: impl AsyncFnMut(Stretch, Found) -> ControlFlow<()>,
    ) -> Result<Vec<String>, Failure> {
        let mut progress = Progress::start(context.format, self.pairs, "sync", "pairs");
        let end = follow(&mut self.receiver, &mut progress, reader, each).await;
        progress.finish();
        // A thread that still reads ends at its next stretch.
        self.receiver.close();
        let read = self.thread.await.map_err(|error| {
            Failure::new(Exit::Fault, "reading silver ended before its end", "report this").because(error)
        })?;
        let unread = end.map_err(Failure::from)?;
        read.map_err(Failure::from)?;
        Ok(unread)
    }
}

async fn follow(
    stretches: &mut mpsc::Receiver<Stretch>,
    progress: &mut Progress,
    reader: &Reader,
    mut each: impl AsyncFnMut(Stretch, Found) -> ControlFlow<()>,
) -> Result<Vec<String>, TableError> {
    let stretches = stream::poll_fn(|context| stretches.poll_recv(context));
    // Each goes on by itself, also while the writer holds up what follows: a request that nobody polls times out.
    let find = |stretch: Stretch| {
        let reader = reader.clone();
        tokio::spawn(async move { (reader.find(&stretch).await, stretch) })
    };
    let mut answers = std::pin::pin!(stretches.map(find).buffered(READS_AT_ONCE));
    let mut unread = UnreadPairs::default();
    while let Some(answer) = answers.next().await {
        let (found, stretch) = answer.map_err(|error| TableError::Request {
            operation: "reading what is published".to_owned(),
            reason: error.to_string(),
        })?;
        if stretch.is_last() {
            progress.advance();
        }
        match found {
            Ok(found) => {
                unread.in_a_row = 0;
                if each(stretch, found).await.is_break() {
                    break;
                }
            }
            Err(fault) => unread.add(stretch.pair, fault)?,
        }
    }
    Ok(unread.pairs)
}

/// Pairs of which it can't be told what is published: they are left as they are.
#[derive(Debug, Default)]
struct UnreadPairs {
    pairs: Vec<String>,
    /// Pairs since the last one that could be read.
    in_a_row: usize,
}

impl UnreadPairs {
    /// Fails when it is not the pair's fault: the rest would only take longer to fail.
    fn add(&mut self, pair: String, fault: Unread) -> Result<(), TableError> {
        if self.pairs.last() == Some(&pair) {
            return Ok(());
        }
        tracing::error!("{pair} was not compared: {}", fault.error);
        self.in_a_row += 1;
        self.pairs.push(pair);
        if fault.is_lasting || self.in_a_row >= READS_AT_ONCE { Err(fault.error) } else { Ok(()) }
    }
}

async fn compare(
    context: &Context,
    stretches: Stretches,
    reader: &Reader,
    comparison: Comparison,
    changes: mpsc::Sender<Change>,
) -> (SyncSummary, Result<(), Failure>) {
    let mut summary = SyncSummary::default();
    let end = stretches.compare(context, reader, async |stretch, (published, units)| {
        summary.read_units += units;
        let plan = comparison.changes(stretch, published);
        summary.add(&plan);
        for (_, change) in plan.changes {
            // The writer goes away when a newer silver has begun to publish.
            if changes.send(change).await.is_err() {
                return ControlFlow::Break(());
            }
        }
        ControlFlow::Continue(())
    });
    let end = end.await.map(|unread| summary.unread_pairs = unread);
    (summary, end)
}

async fn write(mut changes: mpsc::Receiver<Change>, mut publisher: Publisher<'_>) -> Written {
    while let Some(change) = changes.recv().await {
        publisher.push(change).await;
        if publisher.is_superseded() {
            break;
        }
    }
    publisher.finish().await
}
