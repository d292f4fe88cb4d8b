//! The scenes of `scenes.txt`, for whoever plays them.

pub const START: i64 = 1_000;

pub struct Scene {
    pub title: &'static str,
    /// Seconds.
    pub grace: u64,
    pub lines: Vec<Line>,
}

pub struct Line {
    pub text: &'static str,
    pub event: Event,
    /// What others are told: the presence, and when the person was last online.
    pub told: Option<(&'static str, Option<i64>)>,
}

#[derive(Clone, Copy)]
pub enum Event {
    After(i64),
    /// What a page does, with the number of its stream and what is known of it.
    Page {
        name: &'static str,
        what: &'static str,
        stream: Option<u128>,
        page: &'static str,
    },
}

pub fn scenes() -> Vec<Scene> {
    let blocks = include_str!("scenes.txt").split("\n\n");
    let scenes = blocks.map(str::trim).filter(|block| !block.starts_with('#'));
    scenes.map(scene).collect()
}

fn scene(block: &'static str) -> Scene {
    let mut lines = block.lines();
    let title = lines.next().expect("a title");
    let grace = lines.next().and_then(|line| line.strip_prefix("grace ")).expect("a grace");
    Scene { title, grace: grace.parse().expect("seconds"), lines: lines.map(line).collect() }
}

fn line(text: &'static str) -> Line {
    let (event, told) = text.split_once(" -> ").unwrap_or((text, ""));
    let mut words = event.split(' ');
    let (name, what) = (words.next().expect("who"), words.next().expect("what"));
    let event = match name {
        "after" => Event::After(what.parse().expect("seconds")),
        name => Event::Page {
            name,
            what,
            stream: words.next().map(|number| number.parse().expect("a stream")),
            page: words.next().unwrap_or("silent"),
        },
    };
    let mut told = told.split(' ').filter(|word| !word.is_empty());
    let presence = told.next();
    let last = told.next().map(|at| at.parse().expect("seconds"));
    Line { text, event, told: presence.map(|presence| (presence, last)) }
}
