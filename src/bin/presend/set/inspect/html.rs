//! The report as one page: it loads nothing, runs nothing, and reads well on paper.

use super::facts::Facts;
use super::plot::escape;
use super::sections;
use super::words::{attention, bytes, commitments, digest_words, grouped, readers, time, unread};

const STYLE: &str = include_str!("report.css");

/// A table; the first cell of each row names it.
pub fn table(caption: &str, heads: &[&str], rows: &[Vec<String>]) -> String {
    let heads: String = heads
        .iter()
        .map(|head| format!("<th scope=\"col\">{}</th>", escape(head)))
        .collect();
    let mut body = String::new();
    for row in rows {
        body += "<tr>";
        for (place, cell) in row.iter().enumerate() {
            body += &match place {
                0 => format!("<th scope=\"row\">{}</th>", escape(cell)),
                _ => format!("<td>{}</td>", escape(cell)),
            };
        }
        body += "</tr>\n";
    }
    let caption = escape(caption);
    format!(
        "<div class=\"wide\" role=\"region\" aria-label=\"{caption}\" tabindex=\"0\"><table>\n\
         <caption>{caption}</caption>\n<thead><tr>{heads}</tr></thead>\n<tbody>\n{body}</tbody></table></div>\n"
    )
}

/// A part of the page: heading, where its figures come from, what is to be seen, the drawing, and the
/// same as a table.
pub struct Section {
    /// Heading.
    pub title: String,
    /// Where the figures come from.
    pub source: String,
    /// What is to be seen, in a sentence or two.
    pub says: String,
    /// The drawing, and what explains its colours.
    pub drawing: String,
    /// The figures.
    pub table: String,
}

impl Section {
    fn html(&self) -> String {
        let (title, source) = (escape(&self.title), escape(&self.source));
        let says = escape(&self.says);
        let figure = match self.drawing.as_str() {
            "" => String::new(),
            drawing => format!("<figure>\n{drawing}</figure>\n"),
        };
        let table = match (self.drawing.as_str(), self.table.as_str()) {
            (_, "") => String::new(),
            ("", table) => table.to_owned(),
            (_, table) => format!(
                "<details><summary>Figures: {}</summary>\n{table}</details>\n",
                title.to_lowercase()
            ),
        };
        format!(
            "<section>\n<h2>{title}</h2>\n<p class=\"source\">{source}</p>\n<p>{says}</p>\n{figure}{table}</section>\n"
        )
    }
}

/// The page.
pub fn page(facts: &Facts, signers: &[&str], fits: Option<bool>, now: u64) -> String {
    let manifest = &facts.manifest;
    let id = escape(&manifest.id);
    let edition = match manifest.edition() {
        (epoch, 0) => format!("edition {epoch}"),
        (epoch, update) => format!("edition {epoch}, update {update}"),
    };
    let summary = summary(facts, signers, fits, now);
    let attention = attention(facts, fits, now);
    let look = match attention.is_empty() {
        true => "<p>Nothing unusual in what can be seen here.</p>\n".to_owned(),
        false => {
            let items = attention
                .iter()
                .map(|line| format!("<li>{}</li>\n", escape(line)));
            format!("<ul>\n{}</ul>\n", items.collect::<String>())
        }
    };
    let sections: String = sections::all(facts).iter().map(Section::html).collect();
    let (made, version) = (time(now), env!("CARGO_PKG_VERSION"));
    // A long name breaks behind its dots.
    let broken = id.replace('.', ".<wbr>");
    let tone = if attention.is_empty() { "" } else { " look" };
    let unread = match facts.origin {
        Some(_) => String::new(),
        None => format!(
            "<p>Nothing is drawn of hashes: {}.</p>\n",
            unread(manifest.kind)
        ),
    };
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n\
         <title>{id}, {edition}: match set report</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n\
         <header>\n<p class=\"kicker\">Match set report</p>\n<h1>{broken}</h1>\n<p class=\"edition\">{edition}</p>\n</header>\n\
         <main>\n<section class=\"full\">\n<h2>What it says about itself</h2>\n{summary}</section>\n\
         <section class=\"full{tone}\">\n<h2>Look at this before you sign</h2>\n{look}{unread}</section>\n{sections}</main>\n\
         <footer><p>Made {made} UTC by presend {version}. Signatures were not checked: <code>presend set verify</code> does that. \
         This page holds counts, no hash and no digest; labels are the owner's words. It loads nothing.</p></footer>\n\
         </body>\n</html>\n"
    )
}

fn summary(facts: &Facts, signers: &[&str], fits: Option<bool>, now: u64) -> String {
    let manifest = &facts.manifest;
    let kind = manifest.kind;
    let index = match fits {
        Some(true) => "is the one that the manifest names",
        Some(false) => "IS NOT the one that the manifest names",
        None => "is not in this folder",
    };
    let state = match facts.valid(now) {
        true => "valid now",
        false => "NOT valid now",
    };
    let mut rows = vec![
        ("Kind", format!("{}: {}", kind.name(), readers(kind))),
        ("Purpose", manifest.purpose.to_string()),
        ("Owners", manifest.owners.join(", ")),
        (
            "Signed by",
            format!("{} (not checked here)", signers.join(", ")),
        ),
        ("Committed", commitments(manifest)),
        (
            "Entries",
            format!(
                "{} PDQ hashes, {} {}",
                grouped(u64::from(manifest.entries)),
                grouped(u64::from(manifest.digests)),
                digest_words(manifest)
            ),
        ),
        ("Labels", manifest.labels.join(", ")),
        ("Index", format!("{}, {index}", bytes(manifest.index_bytes))),
        (
            "Valid",
            format!(
                "{} to {} (UTC), {state}",
                time(manifest.not_before),
                time(manifest.not_after)
            ),
        ),
    ];
    if let Some(private) = &manifest.private {
        let params = &private.params;
        rows.push((
            "Check",
            format!(
                "{} probes of {} bits in {} tables, {} must agree",
                params.probes(),
                params.token_bits(),
                params.tables(),
                params.agree()
            ),
        ));
    }
    let rows = rows
        .iter()
        .map(|(name, value)| format!("<div><dt>{name}</dt><dd>{}</dd></div>\n", escape(value)));
    format!("<dl>\n{}</dl>\n", rows.collect::<String>())
}
