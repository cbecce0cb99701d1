//! Plots as SVG. Colours come from the page's style sheet, so that one drawing serves light, dark
//! and paper. Each is 400 units wide and scales with its column.

use std::fmt::Write;

/// Width of every plot.
const WIDTH: f64 = 400.0;
/// Room for the labels of the y axis.
const LEFT: f64 = 52.0;
const RIGHT: f64 = 22.0;
const TOP: f64 = 12.0;
/// Room for the labels of the x axis and its name.
const BOTTOM: f64 = 40.0;

/// A drawing that is being made.
pub struct Plot {
    body: String,
    height: f64,
}

/// What is drawn over the x axis.
pub struct Axes<'a> {
    /// Lowest and highest x.
    pub x: (f64, f64),
    /// Highest y; the lowest is 0.
    pub top: f64,
    /// Places and words below the x axis.
    pub ticks: &'a [(f64, String)],
    /// Places and words beside the y axis.
    pub marks: &'a [(f64, String)],
    /// What x is.
    pub name: &'a str,
}

/// Escapes text for a page.
pub fn escape(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for sign in text.chars() {
        match sign {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            _ => safe.push(sign),
        }
    }
    safe
}

impl Plot {
    /// An empty one of this height.
    pub fn new(height: f64) -> Self {
        Self {
            body: String::new(),
            height,
        }
    }

    fn add(&mut self, element: std::fmt::Arguments<'_>) {
        // Writing to a String cannot fail.
        let _ = self.body.write_fmt(element);
        self.body.push('\n');
    }

    fn text(&mut self, class: &str, x: f64, y: f64, text: &str) {
        let text = escape(text);
        self.add(format_args!(
            "<text class=\"{class}\" x=\"{x:.1}\" y=\"{y:.1}\">{text}</text>"
        ));
    }

    /// Lines, ticks and the name of the x axis.
    pub fn axes(&mut self, axes: &Axes<'_>) {
        let bottom = self.height - BOTTOM;
        for (y, word) in axes.marks {
            let at = self.y(*y, axes.top);
            self.add(format_args!(
                "<path class=\"grid\" d=\"M{LEFT} {at:.1}H{:.1}\"/>",
                WIDTH - RIGHT
            ));
            self.text("end", LEFT - 6.0, at + 4.0, word);
        }
        self.add(format_args!(
            "<path class=\"axis\" d=\"M{LEFT} {bottom}H{:.1}\"/>",
            WIDTH - RIGHT
        ));
        for (x, word) in axes.ticks {
            let at = self.x(*x, axes.x);
            self.text("mid", at, bottom + 15.0, word);
        }
        let middle = f64::midpoint(LEFT, WIDTH - RIGHT);
        self.text("mid name", middle, self.height - 6.0, axes.name);
    }

    fn x(&self, x: f64, (from, to): (f64, f64)) -> f64 {
        LEFT + (x - from) / (to - from).max(f64::MIN_POSITIVE) * (WIDTH - LEFT - RIGHT)
    }

    fn y(&self, y: f64, top: f64) -> f64 {
        let bottom = self.height - BOTTOM;
        bottom - (y / top.max(f64::MIN_POSITIVE)).clamp(0.0, 1.0) * (bottom - TOP)
    }

    /// An upright bar from x to x, from the axis (or from `base`) up.
    pub fn bar(&mut self, axes: &Axes<'_>, class: &str, x: (f64, f64), base: f64, y: f64) {
        let (left, right) = (self.x(x.0, axes.x), self.x(x.1, axes.x));
        let (low, high) = (self.y(base, axes.top), self.y(base + y, axes.top));
        // A gap between wide bars; narrow ones overlap a little, or hairlines show between them.
        let gap = if right - left > 6.0 { 1.0 } else { -0.4 };
        let width = (right - left - gap).max(0.5);
        if low - high > 0.01 {
            self.add(format_args!(
                "<rect class=\"{class}\" x=\"{left:.2}\" y=\"{high:.2}\" width=\"{width:.2}\" height=\"{:.2}\"/>",
                low - high
            ));
        }
    }

    /// A line through points.
    pub fn line(&mut self, axes: &Axes<'_>, class: &str, points: &[(f64, f64)]) {
        let mut path = String::new();
        for (place, (x, y)) in points.iter().enumerate() {
            let (x, y) = (self.x(*x, axes.x), self.y(*y, axes.top));
            let step = if place == 0 { 'M' } else { 'L' };
            let _ = write!(path, "{step}{x:.1} {y:.1}");
        }
        self.add(format_args!("<path class=\"{class}\" d=\"{path}\"/>"));
    }

    /// A dot.
    pub fn dot(&mut self, axes: &Axes<'_>, class: &str, (x, y): (f64, f64), radius: f64) {
        let (x, y) = (self.x(x, axes.x), self.y(y, axes.top));
        self.add(format_args!(
            "<circle class=\"{class}\" cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"{radius}\"/>"
        ));
    }

    /// A band from y to y over the whole width.
    pub fn band(&mut self, axes: &Axes<'_>, (low, high): (f64, f64)) {
        self.bar(axes, "band", axes.x, low, high - low);
    }

    /// A vertical mark with words at its top.
    pub fn mark(&mut self, axes: &Axes<'_>, x: f64, words: &str) {
        let at = self.x(x, axes.x);
        let bottom = self.height - BOTTOM;
        self.add(format_args!(
            "<path class=\"mark\" d=\"M{at:.1} {TOP}V{bottom}\"/>"
        ));
        self.text("note", at + 4.0, TOP + 9.0, words);
    }

    /// A row of a bar chart that lies on its side: words, a bar, a value behind it. Rows are 24 high.
    pub fn row(&mut self, place: usize, words: &str, class: &str, share: f64, value: &str) {
        const NAMES: f64 = 116.0;
        const VALUES: f64 = 80.0;
        let top = 24.0 * place as f64 + 4.0;
        let width = (WIDTH - NAMES - VALUES) * share.clamp(0.0, 1.0);
        self.text("end ink", NAMES - 8.0, top + 13.0, &shortened(words));
        self.add(format_args!(
            "<rect class=\"{class}\" x=\"{NAMES}\" y=\"{top}\" width=\"{:.1}\" height=\"17\"/>",
            width.max(1.0)
        ));
        self.text("note", NAMES + width + 6.0, top + 13.0, value);
    }

    /// The drawing. `title` is what a screen reader says; the figures stand in a table beside it.
    pub fn finish(self, title: &str) -> String {
        let (height, title) = (self.height, escape(title));
        format!(
            "<svg viewBox=\"0 0 {WIDTH} {height}\" role=\"img\" aria-label=\"{title}\">\n{}</svg>\n",
            self.body
        )
    }
}

/// At most 16 signs.
fn shortened(words: &str) -> String {
    match words.chars().count() {
        0..=16 => words.to_owned(),
        _ => words.chars().take(15).chain(['…']).collect(),
    }
}

/// Round marks from 0 up to a round number that is at least `most`: three to six of them.
pub fn marks(most: f64) -> Vec<f64> {
    let most = most.max(f64::MIN_POSITIVE);
    let power = 10f64.powf((most / 4.0).log10().floor());
    let steps = [1.0, 2.0, 2.5, 5.0, 10.0];
    let step = steps.iter().map(|step| step * power);
    let step = step
        .into_iter()
        .find(|step| most / step <= 5.0)
        .unwrap_or(most);
    let count = (most / step).ceil() as u32;
    (0..=count).map(|place| f64::from(place) * step).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_round_and_reach_the_most() {
        assert_eq!(marks(1.0), [0.0, 0.2, 0.4, 0.6000000000000001, 0.8, 1.0]);
        assert_eq!(marks(7.0), [0.0, 2.0, 4.0, 6.0, 8.0]);
        assert_eq!(marks(1234.0), [0.0, 250.0, 500.0, 750.0, 1000.0, 1250.0]);
        for most in [0.001, 0.3, 3.0, 99.0, 5e6] {
            let marks = marks(most);
            assert!((3..=7).contains(&marks.len()) && *marks.last().unwrap() >= most);
        }
    }

    #[test]
    fn words_cannot_become_markup() {
        let mut plot = Plot::new(100.0);
        plot.row(0, "<b>&'\"", "bar", 0.5, "1");
        let svg = plot.finish("a \"b\" <c>");
        assert!(svg.contains("&lt;b&gt;&amp;&#39;&quot;"), "{svg}");
        assert!(
            svg.contains("aria-label=\"a &quot;b&quot; &lt;c&gt;\""),
            "{svg}"
        );
        assert_eq!(shortened("abcdefghijklmnopq"), "abcdefghijklmno…");
    }
}
