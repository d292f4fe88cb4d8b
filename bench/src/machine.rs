//! What processes use, and what else goes on in the machine, from `/proc`.

use std::{
    collections::BTreeMap,
    fs,
    sync::atomic::{AtomicU64, Ordering::Relaxed},
    thread::sleep,
    time::Duration,
};

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
pub struct Watch<'w> {
    /// Who takes part now: a process may have started again meanwhile.
    parts: &'w dyn Fn() -> Vec<Part>,
    begun: Reading,
}

struct Reading {
    at: u64,
    /// Seconds of CPU, as those below.
    parts: Vec<(Part, f64)>,
    generator: f64,
    busy: f64,
    steal: f64,
}

impl<'w> Watch<'w> {
    pub fn new(parts: &'w dyn Fn() -> Vec<Part>) -> Self {
        Self { parts, begun: Reading::of(parts()) }
    }

    pub fn usage(&self) -> Usage {
        let now = Reading::of((self.parts)());
        let seconds = (now.at - self.begun.at) as f64 / 1e9;
        let mut parts = BTreeMap::from([("generator", now.generator - self.begun.generator)]);
        for (part, used) in &now.parts {
            *parts.entry(part.0).or_default() += used - self.begun.of_part(*part);
        }
        let known: f64 = parts.values().sum();
        let other = now.busy - self.begun.busy - known;
        Usage {
            parts: parts.into_iter().map(|(name, used)| (name, used / seconds)).collect(),
            other: other.max(0.0) / seconds,
            steal: (now.steal - self.begun.steal) / seconds,
        }
    }
}

impl Reading {
    fn of(parts: Vec<Part>) -> Self {
        let processes = processes();
        let (busy, steal) = read("/proc/stat", parse_machine).unwrap_or_default();
        let own = read("/proc/self/stat", parse_stat).map_or(0.0, |stat| stat.own);
        let used = |part: Part| (part, tree_cpu(&processes, part.1));
        Self {
            at: now(),
            parts: parts.into_iter().map(used).collect(),
            generator: own + cpu_of_helpers(),
            busy,
            steal,
        }
    }

    /// Nothing, when it has started since.
    fn of_part(&self, part: Part) -> f64 {
        self.parts.iter().find(|(known, _)| *known == part).map_or(0.0, |(_, used)| *used)
    }
}

/// Microseconds of CPU of programs that were run to their end, such as pgbench.
static HELPERS: AtomicU64 = AtomicU64::new(0);

/// Seconds of CPU of those.
pub fn cpu_of_helpers() -> f64 {
    HELPERS.load(Relaxed) as f64 / 1e6
}

/// Runs a program to its end and counts what it used as the generator's.
pub fn as_helper<T>(run: impl FnOnce() -> T) -> T {
    let ended = || read("/proc/self/stat", parse_stat).map_or(0.0, |stat| stat.children);
    let before = ended();
    let done = run();
    HELPERS.fetch_add(((ended() - before) * 1e6) as u64, Relaxed);
    done
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

/// Resident memory in kB of a process alone: now, and the most since it was
/// [`forget_peak`].
pub fn resident(pid: u32) -> Result<(f64, f64), String> {
    let sizes = read(&format!("/proc/{pid}/status"), parse_resident);
    sizes.ok_or_else(|| format!("process {pid} does not tell its memory"))
}

pub fn forget_peak(pid: u32) -> Result<(), String> {
    let path = format!("/proc/{pid}/clear_refs");
    fs::write(&path, "5").map_err(|error| format!("{path}: {error}"))
}

/// Until the rest of the machine is quiet, for at most ten seconds.
pub fn calm() {
    for _ in 0..20 {
        let watch = Watch::new(&Vec::new);
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
    /// Seconds of CPU.
    own: f64,
    /// The same of children that have ended.
    children: f64,
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
    pids.iter().filter_map(|pid| processes.get(pid)).map(|stat| stat.own + stat.children).sum()
}

fn read<T>(path: &str, parse: fn(&str) -> Option<T>) -> Option<T> {
    parse(&fs::read_to_string(path).ok()?)
}

/// The name of a process may hold spaces and brackets.
fn parse_stat(text: &str) -> Option<Stat> {
    let fields: Vec<&str> = text[text.rfind(')')? + 1..].split_whitespace().collect();
    let ticks: Vec<f64> =
        fields.get(11..15)?.iter().filter_map(|ticks| ticks.parse().ok()).collect();
    let seconds = |ticks: &[f64]| ticks.iter().sum::<f64>() / clock_ticks_per_second() as f64;
    Some(Stat {
        parent: fields.get(1)?.parse().ok()?,
        own: seconds(ticks.get(..2)?),
        children: seconds(ticks.get(2..)?),
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

fn parse_resident(text: &str) -> Option<(f64, f64)> {
    let size = |name: &str| -> Option<f64> {
        let line = text.lines().find_map(|line| line.strip_prefix(name))?;
        line.split_whitespace().next()?.parse().ok()
    };
    Some((size("VmRSS:")?, size("VmHWM:")?))
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
        assert_eq!((stat.parent, stat.own, stat.children), (7, 2.0, 0.5));
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
        let (now, most) = resident(std::process::id()).unwrap();
        assert!(0.0 < now && now <= most);
    }
}
