//! How a PostgreSQL has carried out what it was asked, as it has written down.

use serde_json::Value;

use super::{Place, eventually, log::Log, postgres::Postgres};

/// Every statement with its plan, as long as the settings last.
pub const SETTINGS: [&str; 7] = [
    "statement_timeout = '20s'",
    "session_preload_libraries = 'auto_explain'",
    "auto_explain.log_min_duration = 0",
    "auto_explain.log_format = 'json'",
    "auto_explain.log_analyze = on",
    "auto_explain.log_timing = off",
    "auto_explain.log_buffers = on",
];

/// One statement that was carried out.
pub struct Plan {
    pub text: String,
    root: Value,
}

impl Plan {
    /// Of all that the server has carried out so far for this place's database.
    pub async fn all_of(postgres: &Postgres, place: &Place) -> Vec<Self> {
        let marker = format!("the_end_{}", uuid::Uuid::new_v4().simple());
        let log = postgres.log().await;
        eventually("the plans", async || {
            // What others write into its plan makes it unreadable: another one may come whole.
            place.count(&format!("SELECT 1::bigint AS {marker}")).await;
            let plans = Self::all_in(&log);
            plans.iter().any(|plan| plan.text.contains(&marker)).then_some(plans)
        })
        .await
    }

    /// All plans in this log. What several processes have written into each other
    /// cannot be read and is left out.
    pub fn all_in(log: &Log) -> Vec<Self> {
        let lines = log.lines();
        let entries = lines.split(|line| !line.starts_with('\t'));
        entries.filter_map(Self::read).collect()
    }

    fn read(entry: &[String]) -> Option<Self> {
        let plan: Value = serde_json::from_str(&entry.join("\n")).ok()?;
        let text = plan["Query Text"].as_str()?.split_whitespace();
        Some(Self { text: text.collect::<Vec<_>>().join(" "), root: plan["Plan"].clone() })
    }

    /// The steps that were taken, each with how deep it is below the first.
    pub fn steps(&self) -> Vec<Step<'_>> {
        let mut steps = Vec::new();
        collect(&self.root, 0, &mut steps);
        steps
    }

    /// The pages that were looked at.
    pub fn pages(&self) -> u64 {
        let of = |name: &str| self.root[name].as_u64().unwrap_or_default();
        of("Shared Hit Blocks") + of("Shared Read Blocks")
    }

    /// The text's beginning and every step on a line.
    pub fn told(&self) -> String {
        let text: String = self.text.chars().take(200).collect();
        let steps: Vec<String> = self.steps().iter().map(Step::told).collect();
        format!("{text}\n{} pages\n{}", self.pages(), steps.join("\n"))
    }
}

fn collect<'p>(node: &'p Value, depth: usize, steps: &mut Vec<Step<'p>>) {
    steps.push(Step { node, depth });
    for below in node["Plans"].as_array().into_iter().flatten() {
        collect(below, depth + 1, steps);
    }
}

#[derive(Clone, Copy)]
pub struct Step<'p> {
    node: &'p Value,
    depth: usize,
}

impl Step<'_> {
    /// The table that was looked into.
    pub fn table(&self) -> Option<&str> {
        self.node["Relation Name"].as_str()
    }

    /// The table of which every row was looked at.
    pub fn reads_whole(&self) -> Option<&str> {
        let is_whole = self.node["Node Type"] == "Seq Scan" && self.times() > 0;
        is_whole.then(|| self.table()).flatten()
    }

    /// Whether it only notes where rows are that an index has.
    pub fn notes_places(&self) -> bool {
        self.node["Node Type"] == "Bitmap Index Scan"
    }

    /// The rows that it has found or thrown away, all times together.
    pub fn rows(&self) -> u64 {
        let of = |name: &str| self.node[name].as_f64().unwrap_or_default();
        let thrown_away = of("Rows Removed by Filter") + of("Rows Removed by Index Recheck");
        ((of("Actual Rows") + thrown_away + of("Rows Removed by Join Filter")) as u64)
            * self.times()
    }

    fn times(&self) -> u64 {
        self.node["Actual Loops"].as_f64().unwrap_or_default() as u64
    }

    fn told(&self) -> String {
        let of = |name: &str| self.node[name].as_str().unwrap_or_default();
        let parts = ["Node Type", "Relation Name", "Index Name", "Index Cond", "Filter"].map(of);
        format!("{}{}: {} rows", "  ".repeat(self.depth), parts.join(" "), self.rows())
    }
}
