//! What a source sends must stay text, whatever it is: a page is where it could do harm.

use crate::{CALM, report, rows, section};
use makerates_tests::World;
use serde_json::json;

/// Ends the element that it might stand in, then does something.
const HOSTILE: &str = r"</script></table><img src=x onerror='alert(1)'><script>alert(2)</script>&amp;";

#[test]
fn what_a_source_wrote_is_text_in_the_page() {
    let world = World::at(CALM);
    let replace = json!({
        "source": "exchangerate", "kind": "replace", "currency": "SEK", "with": format!("{HOSTILE:?}"),
    });
    let add = json!({ "source": "exchangerate", "kind": "add", "currency": "<b onclick=alert(3)>", "rate": "7.5" });
    world.replay.set_faults(&json!([replace, add]));
    world.pipeline();
    let (_, html) = report(&world);
    for markup in ["<img", "<b onclick", "onerror='", "<script>alert"] {
        assert!(!html.contains(markup), "{markup}");
    }
    assert_eq!(html.matches("<script").count(), 2, "the data and the script, and no other");
    let rows = rows(&html, "quarantine-table");
    let written = rows.iter().find(|row| row[1] == "USD/SEK").expect("the rate is in quarantine");
    assert!(written[5].contains("<img src=x onerror='alert(1)'>") && written[5].contains("&amp;"), "{}", written[5]);
    assert!(rows.iter().any(|row| row[1].contains("<b onclick=alert(3)>")), "{rows:?}");
}

/// Errors of runs quote what failed; they are as little to be trusted.
#[test]
fn what_a_run_reported_is_text_in_the_page() {
    let world = World::at(CALM);
    world.pipeline();
    let hostile = json!({ "source": "frankfurter", "kind": "body", "text": HOSTILE });
    world.replay.set_faults(&json!([hostile]));
    let _ = world.run("extract-frankfurter").args("--refresh").outcome();
    let (_, html) = report(&world);
    assert!(!html.contains("<img") && !html.contains("<script>alert"));
    assert!(
        section(&html, "today").contains("extract-frankfurter: the last run failed"),
        "{}",
        section(&html, "today")
    );
}
