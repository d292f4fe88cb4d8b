//! What processes use, and what else goes on in the machine, from `/proc`.

use std::{collections::BTreeMap, fs, thread::sleep, time::Duration};

use rustix::param::clock_ticks_per_second;

use crate::load::net::now;

/// A process that takes part, with its descendants: what it is called, its id.
pub type Part = (&'static str, u32);

/// CPU in cores (1.0 is one core all the time) while something was measured.
#[derive(Debug, Clone, Default)]
pub struct Usage {
    pub parts: BTreeMap<&'static str, f64>,
    /// Processes that take no part.
    pub other: f64,
    /// What the hypervisor took.
    pub steal: f64,
}

/// Begins when it is made.
pub struct Watch {
    parts: Vec<Part>,
    begun: Reading,
}

struct Reading {
    at: u64,
    /// Seconds of CPU.
    parts: Vec<f64>,
    own: f64,
    busy: f64,
    steal: f64,
}

impl Watch {
    pub fn new(parts: Vec<Part>) -> Self {
        let begun = Reading::of(&parts);
        Self { parts, begun }
    }

    pub fn usage(&self) -> Usage {
        let now = Reading::of(&self.parts);
        let seconds = (now.at - self.begun.at) as f64 / 1e9;
        let mut usage = Usage::default();
        let mut known = now.own - self.begun.own;
        usage.parts.insert("generator", known / seconds);
        for ((name, _), (after, before)) in
            self.parts.iter().zip(now.parts.iter().zip(&self.begun.parts))
        {
            *usage.parts.entry(name).or_default() += (after - before) / seconds;
            known += after - before;
        }
        usage.other = ((now.busy - self.begun.busy - known) / seconds).max(0.0);
        usage.steal = (now.steal - self.begun.steal) / seconds;
        usage
    }
}

impl Reading {
    fn of(parts: &[Part]) -> Self {
        let processes = processes();
        let (busy, steal) = read("/proc/stat", parse_machine).unwrap_or_default();
        Self {
            at: now(),
            parts: parts.iter().map(|(_, pid)| tree_cpu(&processes, *pid)).collect(),
            own: read("/proc/self/stat", parse_stat).map_or(0.0, |own| own.with_children),
            busy,
            steal,
        }
    }
}

/// Seconds of CPU that a process and its descendants have used.
pub fn cpu(pid: u32) -> f64 {
    tree_cpu(&processes(), pid)
}

/// Proportional set size in kB of a process with its descendants.
pub fn memory(pid: u32) -> f64 {
    let processes = processes();
    let pids = tree(&processes, pid);
    pids.iter().filter_map(|pid| read(&format!("/proc/{pid}/smaps_rollup"), parse_pss)).sum()
}

/// Until the rest of the machine is quiet, for at most ten seconds.
pub fn calm() {
    for _ in 0..20 {
        let watch = Watch::new(Vec::new());
        sleep(Duration::from_millis(500));
        let usage = watch.usage();
        if usage.other + usage.steal < 0.2 {
            return;
        }
    }
}

#[derive(Debug, Clone, Copy)]
struct Stat {
    parent: u32,
    /// Seconds of CPU, with those of children that have ended.
    with_children: f64,
}

fn processes() -> BTreeMap<u32, Stat> {
    let entries = fs::read_dir("/proc").into_iter().flatten().flatten();
    let pids = entries.filter_map(|entry| entry.file_name().to_str()?.parse().ok());
    pids.filter_map(|pid: u32| Some((pid, read(&format!("/proc/{pid}/stat"), parse_stat)?)))
        .collect()
}

fn tree(processes: &BTreeMap<u32, Stat>, root: u32) -> Vec<u32> {
    let mut found = vec![root];
    let mut next = 0;
    while let Some(parent) = found.get(next).copied() {
        let children = processes.iter().filter(|(_, stat)| stat.parent == parent);
        found.extend(children.map(|(pid, _)| *pid));
        next += 1;
    }
    found
}

fn tree_cpu(processes: &BTreeMap<u32, Stat>, root: u32) -> f64 {
    let pids = tree(processes, root);
    pids.iter().filter_map(|pid| processes.get(pid)).map(|stat| stat.with_children).sum()
}

fn read<T>(path: &str, parse: fn(&str) -> Option<T>) -> Option<T> {
    parse(&fs::read_to_string(path).ok()?)
}

/// The name of a process may hold spaces and brackets.
fn parse_stat(text: &str) -> Option<Stat> {
    let fields: Vec<&str> = text[text.rfind(')')? + 1..].split_whitespace().collect();
    let ticks: f64 = fields.get(11..15)?.iter().filter_map(|ticks| ticks.parse::<f64>().ok()).sum();
    Some(Stat {
        parent: fields.get(1)?.parse().ok()?,
        with_children: ticks / clock_ticks_per_second() as f64,
    })
}

/// Busy and stolen seconds of all cores.
fn parse_machine(text: &str) -> Option<(f64, f64)> {
    let line = text.lines().next()?.strip_prefix("cpu ")?;
    let ticks: Vec<f64> = line.split_whitespace().filter_map(|ticks| ticks.parse().ok()).collect();
    let at = |place: usize| ticks.get(place).copied().unwrap_or(0.0);
    let hertz = clock_ticks_per_second() as f64;
    Some(((at(0) + at(1) + at(2) + at(5) + at(6)) / hertz, at(7) / hertz))
}

fn parse_pss(text: &str) -> Option<f64> {
    let line = text.lines().find_map(|line| line.strip_prefix("Pss:"))?;
    line.split_whitespace().next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cpu_and_parent_are_read_whatever_the_name_is() {
        let stat =
            parse_stat("12 (a) b) S 7 12 12 0 -1 4194560 1 0 0 0 150 50 30 20 20 0 1").unwrap();
        assert_eq!(stat.parent, 7);
        assert!((stat.with_children - 2.5).abs() < 1e-9);
    }

    #[test]
    fn waiting_is_not_being_busy() {
        let text = "cpu  100 0 200 9999 50 1 99 300 0 0\ncpu0 1";
        assert_eq!(parse_machine(text).unwrap(), (4.0, 3.0));
    }

    #[test]
    fn pss_is_told_from_its_parts() {
        let text = "a-b ---p 0 00:00 0 [rollup]\nRss: 100 kB\nPss:  80 kB\nPss_Anon: 5 kB\n";
        assert_eq!(parse_pss(text), Some(80.0));
    }

    #[test]
    fn our_own_memory_can_be_read() {
        assert!(memory(std::process::id()) > 0.0);
    }
}
