//! A reliability diagram: of the findings that were stated to be so probable, how many were right.

use super::score::Score;
use std::fmt::Write as _;

/// Width and height of the square of the diagram, and its distance from the edges.
const SIDE: f64 = 400.0;
const EDGE: f64 = 64.0;

/// Probabilities from one half on are shown, which is where findings are.
const FROM: f64 = 0.5;

/// The diagram as an SVG document. `labels` name the two axes and the line of perfect calibration.
pub fn reliability_diagram(score: &Score, labels: [&str; 3]) -> String {
    let at = |p: f64| ((p - FROM) / (1.0 - FROM)).clamp(0.0, 1.0) * SIDE;
    let (x, y) = (|p: f64| EDGE + at(p), |p: f64| EDGE + SIDE - at(p));
    let size = SIDE + 2.0 * EDGE;
    let most = score.bins.iter().map(|b| b.count).max().unwrap_or(0).max(1) as f64;
    let mut svg = format!(
        r##"<svg xmlns="http://www.w3.org/2000/svg" width="{size}" height="{size}" viewBox="0 0 {size} {size}" font-family="system-ui, sans-serif" font-size="13">
<rect width="{size}" height="{size}" fill="#ffffff"/>
"##
    );
    for k in 5..=10 {
        let p = f64::from(k) / 10.0;
        let (px, py) = (x(p), y(p));
        let (low, high) = (EDGE, EDGE + SIDE);
        let _ = writeln!(
            svg,
            r##"<path d="M{low} {py}H{high}M{px} {low}V{high}" stroke="#e4e4e4"/><text x="{px}" y="{}" text-anchor="middle" fill="#555">{p:.1}</text><text x="{}" y="{}" text-anchor="end" fill="#555">{p:.1}</text>"##,
            high + 18.0,
            low - 8.0,
            py + 4.0
        );
    }
    let _ = writeln!(
        svg,
        r##"<path d="M{} {}L{} {}" stroke="#999" stroke-dasharray="5 4"><title>{}</title></path>"##,
        x(FROM),
        y(FROM),
        x(1.0),
        y(1.0),
        escaped(labels[2])
    );
    let bins: Vec<_> = score.bins.iter().filter(|b| b.count > 0).collect();
    let point = |b: &&super::Bin| {
        let n = b.count as f64;
        (b.stated / n, b.right as f64 / n, n)
    };
    let path: Vec<String> = bins
        .iter()
        .map(point)
        .map(|(stated, right, _)| format!("{:.1} {:.1}", x(stated), y(right)))
        .collect();
    if !path.is_empty() {
        let _ = writeln!(
            svg,
            r##"<path d="M{}" fill="none" stroke="#0b6e4f" stroke-width="2"/>"##,
            path.join("L")
        );
    }
    for (stated, right, n) in bins.iter().map(point) {
        let _ = writeln!(
            svg,
            r##"<circle cx="{:.1}" cy="{:.1}" r="{:.1}" fill="#0b6e4f" fill-opacity="0.75"><title>{stated:.3} → {right:.3} ({n})</title></circle>"##,
            x(stated),
            y(right),
            3.0 + 9.0 * (n / most).sqrt()
        );
    }
    let middle = EDGE + SIDE / 2.0;
    let _ = write!(
        svg,
        r##"<text x="{middle}" y="{}" text-anchor="middle" fill="#222">{}</text>
<text transform="translate(20 {middle}) rotate(-90)" text-anchor="middle" fill="#222">{}</text>
</svg>
"##,
        size - 18.0,
        escaped(labels[0]),
        escaped(labels[1])
    );
    svg
}

/// A text inside an element.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}

#[cfg(test)]
mod tests {
    use super::super::Bin;
    use super::*;

    #[test]
    fn each_bin_with_findings_is_a_point() {
        let mut score = Score::default();
        let labels = ["stated", "right & true", "perfect"];
        assert!(!reliability_diagram(&score, labels).contains("<circle"));
        score.bins[1] = Bin { count: 10, right: 6, stated: 6.5 };
        score.bins[9] = Bin { count: 90, right: 90, stated: 89.9 };
        let svg = reliability_diagram(&score, labels);
        assert_eq!(svg.matches("<circle").count(), 2);
        assert!(svg.contains("0.650 → 0.600 (10)") && svg.contains("right &amp; true"));
        assert!(svg.starts_with("<svg") && svg.ends_with("</svg>\n"));
    }
}
