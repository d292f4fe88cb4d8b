//! The table for people.

use super::{Figure, Measure, Outcome};
use crate::machine::Usage;

const TITLES: [&str; 10] =
    ["row", "mode", "what", "figure", "limit", "ratio", "must", "aim", "met", "CPU in cores"];

/// All outcomes, one a line, in columns.
pub fn table(outcomes: &[Outcome], has_labels: bool) -> String {
    let mut lines = vec![TITLES.map(str::to_owned)];
    lines.extend(outcomes.iter().map(|outcome| line(outcome, has_labels)));
    let widths: Vec<usize> = (0..TITLES.len())
        .map(|column| lines.iter().map(|line| line[column].chars().count()).max().unwrap_or(0))
        .collect();
    let text: Vec<String> = lines.iter().map(|line| aligned(line, &widths)).collect();
    text.join("\n")
}

fn aligned(line: &[String; 10], widths: &[usize]) -> String {
    let cells = line.iter().zip(widths).map(|(cell, width)| format!("{cell:width$}"));
    cells.collect::<Vec<_>>().join("  ").trim_end().to_owned()
}

fn line(outcome: &Outcome, has_labels: bool) -> [String; 10] {
    let figure = &outcome.figure;
    let label = match outcome.label.as_str() {
        label if has_labels && !label.is_empty() => format!(" [{label}]"),
        _ => String::new(),
    };
    let met = match (&outcome.missing, outcome.disturbed) {
        (Some(_), _) => String::new(),
        (None, true) => format!("{} (disturbed)", outcome.verdict()),
        (None, false) => outcome.verdict().to_owned(),
    };
    let usage = match &outcome.missing {
        Some(why) => format!("not measured: {why}"),
        None if outcome.usage.parts.is_empty() => String::new(),
        None => used(&outcome.usage),
    };
    [
        figure.row.to_string(),
        outcome.mode.to_owned(),
        format!("{}{label}", figure.what),
        with_unit(outcome.value, figure.unit),
        limit(outcome),
        number(outcome.ratio()),
        bound(figure, figure.must),
        bound(figure, figure.aim),
        met,
        usage,
    ]
}

fn limit(outcome: &Outcome) -> String {
    match outcome.figure.limit {
        "" => String::new(),
        name => format!("{} {name}", with_unit(outcome.limit, outcome.figure.unit)),
    }
}

fn bound(figure: &Figure, bound: f64) -> String {
    match figure.measure {
        _ if bound.is_nan() => String::new(),
        Measure::Ratio => format!("{bound}×"),
        Measure::Figure => format!("{bound} {}", figure.unit),
    }
}

fn used(usage: &Usage) -> String {
    let parts = usage.parts.iter().filter(|(_, cores)| **cores >= 0.005);
    let mut all: Vec<String> = parts.map(|(name, cores)| format!("{name} {cores:.2}")).collect();
    all.push(format!("others {:.2}", usage.other));
    if usage.steal >= 0.005 {
        all.push(format!("stolen {:.2}", usage.steal));
    }
    all.join(", ")
}

fn with_unit(value: f64, unit: &str) -> String {
    match number(value).as_str() {
        "" => "–".to_owned(),
        number if unit.starts_with('/') => format!("{number}{unit}"),
        number => format!("{number} {unit}"),
    }
}

/// With three digits that count.
fn number(value: f64) -> String {
    match value.abs() {
        _ if value.is_nan() => String::new(),
        size if size >= 100.0 => format!("{value:.0}"),
        size if size >= 10.0 => format!("{value:.1}"),
        size if size >= 1.0 => format!("{value:.2}"),
        _ => format!("{value:.3}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_three_digits_that_count() {
        let numbers = [16200.4, 13.71, 2.5, 0.2512, f64::NAN].map(number);
        assert_eq!(numbers, ["16200", "13.7", "2.50", "0.251", ""]);
    }

    #[test]
    fn columns_stand_below_each_other() {
        let figure = Figure::rate(1, "sends", "pgbench", 0.2, 1.0);
        let outcome =
            Outcome { value: 50.0, limit: 100.0, missing: None, ..figure.missing("full", "") };
        let text = table(&[outcome, figure.missing("full", "no time")], false);
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines[0].find("figure"), lines[1].find("50.0/s"));
        assert!(lines[1].contains("100/s pgbench") && lines[1].contains("must"));
        assert!(lines[2].ends_with("not measured: no time"));
    }
}
