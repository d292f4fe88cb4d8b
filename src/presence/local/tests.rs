use super::*;
use crate::presence::scenes::{Event, START, scenes};

fn step(user: Uuid, connection: &str, what: What) -> Step {
    Step { user, connection: ConnectionName::parse(connection).expect("a name"), what }
}

fn what(what: &str, stream: Option<u128>, page: &str) -> What {
    let stream = Uuid::from_u128(stream.unwrap_or_default());
    let page = match page {
        "silent" => Page::Silent,
        "shown" => Page::Shown,
        _ => Page::Hidden,
    };
    match what {
        "opened" => What::Opened(stream),
        "kept" => What::Kept(stream, page),
        "closed" => What::Closed(stream),
        "shown" => What::Beat(Beat::Shown),
        "idle" => What::Beat(Beat::Idle),
        _ => What::Beat(Beat::Hidden),
    }
}

#[test]
fn every_scene_is_told_as_it_is_written() {
    for scene in scenes() {
        let mut leases = LocalLeases::new(Duration::from_secs(scene.grace));
        let (user, mut now) = (Uuid::now_v7(), START);
        for line in &scene.lines {
            let change = match line.event {
                Event::After(seconds) => {
                    now += seconds;
                    leases.sweep(now * 1000).pop()
                }
                Event::Page { name, what: event, stream, page } => {
                    let step = step(user, name, what(event, stream, page));
                    leases.apply(&step, now * 1000).change
                }
            };
            let told = change
                .map(|change| (change.presence.as_str(), change.active_at.map(|at| at / 1000)));
            assert_eq!(told, line.told, "{}: {}", scene.title, line.text);
        }
    }
}

#[test]
fn a_person_has_a_bounded_number_of_connections() {
    let mut leases = LocalLeases::new(Duration::ZERO);
    let (user, stream) = (Uuid::now_v7(), Uuid::now_v7());
    leases.apply(&step(user, "mine", What::Opened(stream)), 0);
    for number in 0..1_000 {
        leases.apply(&step(user, &format!("c{number}"), What::Beat(Beat::Hidden)), 1);
    }
    assert_eq!(leases.people[&user].leases.len(), MOST_CONNECTIONS);
    // The stream is found again as soon as it is kept.
    let kept = leases.apply(&step(user, "mine", What::Kept(stream, Page::Shown)), 1);
    assert_eq!(kept.change.map(|change| change.presence), Some(Presence::Online));
}

#[test]
fn nobody_who_left_is_remembered() {
    let mut leases = LocalLeases::new(Duration::ZERO);
    let (user, stream) = (Uuid::now_v7(), Uuid::now_v7());
    leases.apply(&step(user, "a", What::Opened(stream)), 0);
    leases.apply(&step(user, "a", What::Closed(stream)), 0);
    leases.apply(&step(user, "never", What::Closed(stream)), 0);
    leases.apply(&step(user, "b", What::Beat(Beat::Shown)), 0);
    leases.sweep(60_000);
    assert!(leases.people.is_empty());
}
