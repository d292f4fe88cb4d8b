use super::*;
use crate::presence::scenes::{Event, START, scenes};

fn happened(user: Uuid, connection: &str, kind: EventKind) -> ConnectionEvent {
    ConnectionEvent { user, connection: ConnectionName::parse(connection).expect("a name"), kind }
}

fn kind(name: &str, stream: Option<u128>, page: &str) -> EventKind {
    let stream = Uuid::from_u128(stream.unwrap_or_default());
    let page = match page {
        "silent" => Page::Silent,
        "shown" => Page::Shown,
        _ => Page::Hidden,
    };
    match name {
        "opened" => EventKind::Opened(stream),
        "kept" => EventKind::Kept(stream, page),
        "closed" => EventKind::Closed(stream),
        "shown" => EventKind::Beat(Beat::Shown),
        "idle" => EventKind::Beat(Beat::Idle),
        _ => EventKind::Beat(Beat::Hidden),
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
                Event::Page { name, what, stream, page } => {
                    let event = happened(user, name, kind(what, stream, page));
                    leases.apply(&event, now * 1000).change
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
    leases.apply(&happened(user, "mine", EventKind::Opened(stream)), 0);
    for number in 0..1_000 {
        leases.apply(&happened(user, &format!("c{number}"), EventKind::Beat(Beat::Hidden)), 1);
    }
    assert_eq!(leases.people[&user].leases.len(), MOST_CONNECTIONS);
    // The stream is found again as soon as it is kept.
    let kept = leases.apply(&happened(user, "mine", EventKind::Kept(stream, Page::Shown)), 1);
    assert_eq!(kept.change.map(|change| change.presence), Some(Presence::Online));
}

#[test]
fn nobody_who_left_is_remembered() {
    let mut leases = LocalLeases::new(Duration::ZERO);
    let (user, stream) = (Uuid::now_v7(), Uuid::now_v7());
    leases.apply(&happened(user, "a", EventKind::Opened(stream)), 0);
    leases.apply(&happened(user, "a", EventKind::Closed(stream)), 0);
    leases.apply(&happened(user, "never", EventKind::Closed(stream)), 0);
    leases.apply(&happened(user, "b", EventKind::Beat(Beat::Shown)), 0);
    leases.sweep(60_000);
    assert!(leases.people.is_empty());
}
