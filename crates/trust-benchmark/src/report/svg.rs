//! The curves as a picture: both axes logarithmic, the better the nearer to the lower left corner.

use crate::curve::{Point, Series};
use crate::tally::Share;
use std::fmt::Write as _;

/// Shares below are drawn at the edge, in percent.
const EDGE_PCT: f64 = 0.01;
const TICKS_PCT: [f64; 5] = [0.01, 0.1, 1.0, 10.0, 100.0];
const SIDE: f64 = 380.0;
const LEFT: f64 = 70.0;
const TOP: f64 = 60.0;
const BETWEEN: f64 = 90.0;
const COLOURS: [&str; 4] = ["#0b6e4f", "#c1121f", "#e08e0b", "#555555"];
const TITLES: [&str; 2] = ["2 % faults", "5 % faults"];

/// The picture: one panel for each size of fault.
pub fn render(curves: &[Series]) -> String {
    let (width, height) = (LEFT + 2.0 * SIDE + BETWEEN + 20.0, TOP + SIDE + 120.0);
    let mut svg = format!(
        concat!(
            r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {} {}" role="img" "#,
            r#"font-family="sans-serif" font-size="12">"#,
            "\n<title>Right rates withheld against wrong rates published, two witnesses</title>\n",
            r##"<rect width="100%" height="100%" fill="#ffffff"/>"##,
            "\n"
        ),
        width, height
    );
    for (panel, title) in TITLES.into_iter().enumerate() {
        let left = if panel == 0 { LEFT } else { LEFT + SIDE + BETWEEN };
        axes(&mut svg, left, title);
        for (series, colour) in curves.iter().zip(COLOURS) {
            line(&mut svg, left, series, panel, colour);
        }
    }
    legend(&mut svg, curves);
    svg + "</svg>\n"
}

/// Where a share stands on an axis, from 0 to 1.
fn place(share: Share) -> f64 {
    place_pct(100.0 * share.ratio().unwrap_or_default())
}

fn place_pct(pct: f64) -> f64 {
    let decades = (100.0 / EDGE_PCT).log10();
    (pct.max(EDGE_PCT) / EDGE_PCT).log10() / decades
}

fn axes(svg: &mut String, left: f64, title: &str) {
    let bottom = TOP + SIDE;
    let _ = writeln!(svg, r##"<rect x="{left}" y="{TOP}" width="{SIDE}" height="{SIDE}" fill="none" stroke="#333"/>"##);
    let middle = left + SIDE / 2.0;
    let _ =
        writeln!(svg, r#"<text x="{middle}" y="{}" text-anchor="middle" font-size="15">{title}</text>"#, TOP - 20.0);
    for tick in TICKS_PCT {
        let (x, y) = (left + SIDE * place_pct(tick), bottom - SIDE * place_pct(tick));
        let label = if tick <= EDGE_PCT { format!("≤ {tick}") } else { tick.to_string() };
        let _ = writeln!(svg, r##"<path d="M{x:.1} {TOP}V{bottom}M{left} {y:.1}h{SIDE}" stroke="#ddd"/>"##);
        let _ = writeln!(svg, r#"<text x="{x:.1}" y="{}" text-anchor="middle">{label}</text>"#, bottom + 18.0);
        let _ = writeln!(svg, r#"<text x="{}" y="{:.1}" text-anchor="end">{label}</text>"#, left - 6.0, y + 4.0);
    }
    let _ = writeln!(
        svg,
        r#"<text x="{middle}" y="{}" text-anchor="middle">clean data: right rate withheld, %</text>"#,
        bottom + 40.0
    );
    let (x, y) = (left - 48.0, TOP + SIDE / 2.0);
    let _ = writeln!(
        svg,
        r#"<text x="{x}" y="{y}" text-anchor="middle" transform="rotate(-90 {x} {y})">fault published, %</text>"#
    );
}

fn line(svg: &mut String, left: f64, series: &Series, panel: usize, colour: &str) {
    let at = |point: &Point| (left + SIDE * place(point.withheld), TOP + SIDE - SIDE * place(point.wrong[panel]));
    let path: Vec<String> = series.points.iter().map(at).map(|(x, y)| format!("{x:.1},{y:.1}")).collect();
    let _ = writeln!(svg, r#"<polyline points="{}" fill="none" stroke="{colour}" stroke-width="2"/>"#, path.join(" "));
    for point in &series.points {
        let (x, y) = at(point);
        // An open mark: not one was seen, the true share may be anything below the bound.
        let is_none = point.withheld.hits == 0 || point.wrong[panel].hits == 0;
        let fill = if is_none { "#ffffff" } else { colour };
        let name = escaped(&format!("{} {}", series.name, point.setting));
        let _ = writeln!(
            svg,
            r#"<circle cx="{x:.1}" cy="{y:.1}" r="4" fill="{fill}" stroke="{colour}"><title>{name}</title></circle>"#
        );
        let setting = escaped(point.setting.trim_start_matches("k = "));
        let _ = writeln!(
            svg,
            r#"<text x="{:.1}" y="{:.1}" font-size="10" fill="{colour}">{setting}</text>"#,
            x + 6.0,
            y - 5.0
        );
    }
}

fn legend(svg: &mut String, curves: &[Series]) {
    let y = TOP + SIDE + 75.0;
    let mut x = LEFT;
    for (series, colour) in curves.iter().zip(COLOURS) {
        let _ = writeln!(svg, r#"<circle cx="{x}" cy="{}" r="4" fill="{colour}"/>"#, y - 4.0);
        let _ = writeln!(svg, r#"<text x="{}" y="{y}">{}</text>"#, x + 10.0, escaped(series.name));
        x += 170.0;
    }
    let note = "Labels: the pipeline's fault_probability_max_pct, the sketches' k. Open marks: none seen.";
    let _ = writeln!(svg, r#"<text x="{LEFT}" y="{}">{note}</text>"#, y + 24.0);
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_axis_is_logarithmic_and_ends_at_the_edge() {
        let places = [0.0, 0.01, 0.1, 1.0, 100.0].map(place_pct).map(|place| format!("{place:.2}"));
        assert_eq!(places, ["0.00", "0.00", "0.25", "0.50", "1.00"]);
    }

    #[test]
    fn a_picture_has_a_title_and_marks_what_was_not_seen() {
        let point = Point {
            setting: "k = 4".to_owned(),
            withheld: Share { hits: 1, of: 1_000 },
            wrong: [Share { hits: 1, of: 100 }, Share { hits: 0, of: 100 }],
        };
        let svg = render(&[Series { name: "a < b", points: vec![point] }]);
        assert!(svg.contains("<title>Right rates") && svg.contains("a &lt; b") && svg.ends_with("</svg>\n"));
        assert_eq!(svg.matches(r##"r="4" fill="#ffffff""##).count(), 1);
    }
}
