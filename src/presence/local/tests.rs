use super::*;

/// One person and a clock, in seconds.
struct Scene {
    leases: LocalLeases,
    user: Uuid,
    now: i64,
}

impl Scene {
    fn with_grace(seconds: u64) -> Self {
        let leases = LocalLeases::new(Duration::from_secs(seconds));
        Self { leases, user: Uuid::now_v7(), now: 1_000 }
    }

    fn step(&mut self, connection: &str, what: What) -> Option<Presence> {
        let connection = ConnectionName::parse(connection).expect("a name");
        let step = Step { user: self.user, connection, what };
        let change = self.leases.apply(&step, self.now * 1000).change?;
        Some(change.presence)
    }

    fn beats(&mut self, connection: &str, beat: Beat) -> Option<Presence> {
        self.step(connection, What::Beat(beat))
    }

    fn opens(&mut self, connection: &str) -> (Uuid, Option<Presence>) {
        let stream = Uuid::now_v7();
        (stream, self.step(connection, What::Opened(stream)))
    }

    fn keeps(&mut self, connection: &str, stream: Uuid, page: Page) -> Option<Presence> {
        self.step(connection, What::Kept(stream, page))
    }

    fn closes(&mut self, connection: &str, stream: Uuid) -> Option<Presence> {
        self.step(connection, What::Closed(stream))
    }

    /// What others are told after so many seconds, and when the person was
    /// last online.
    fn after(&mut self, seconds: i64) -> Option<(Presence, Option<i64>)> {
        self.now += seconds;
        let change = self.leases.sweep(self.now * 1000).pop()?;
        Some((change.presence, change.active_at.map(|at| at / 1000)))
    }
}

use Presence::{Away, Offline, Online};

#[test]
fn a_stream_that_never_beats_is_online_while_it_is_kept() {
    let mut anna = Scene::with_grace(10);
    let (stream, told) = anna.opens("a");
    assert_eq!(told, Some(Online));
    for _ in 0..10 {
        assert_eq!(anna.after(25), None);
        assert_eq!(anna.keeps("a", stream, Page::Silent), None);
    }
    assert_eq!(anna.after(59), None);
    assert_eq!(anna.after(1), Some((Offline, Some(1_310))));
    assert_eq!(anna.after(60), None);
}

#[test]
fn a_page_is_away_while_it_is_hidden_or_idle() {
    for beat in [Beat::Hidden, Beat::Idle] {
        let mut anna = Scene::with_grace(10);
        let (stream, _) = anna.opens("a");
        assert_eq!(anna.beats("a", beat), Some(Away));
        for _ in 0..10 {
            assert_eq!(anna.after(25), None);
            assert_eq!(anna.keeps("a", stream, Page::Hidden), None);
        }
        assert_eq!(anna.beats("a", Beat::Shown), Some(Online));
    }
}

#[test]
fn one_page_that_is_looked_at_is_enough() {
    let mut anna = Scene::with_grace(10);
    anna.opens("a");
    anna.opens("b");
    assert_eq!(anna.beats("a", Beat::Hidden), None);
    assert_eq!(anna.beats("b", Beat::Idle), Some(Away));
    assert_eq!(anna.beats("a", Beat::Shown), Some(Online));
}

#[test]
fn a_page_that_falls_silent_is_away_while_its_stream_is_open() {
    let mut anna = Scene::with_grace(10);
    let (stream, _) = anna.opens("a");
    anna.beats("a", Beat::Shown);
    anna.after(30);
    anna.keeps("a", stream, Page::Shown);
    assert_eq!(anna.after(29), None);
    assert_eq!(anna.after(1), Some((Away, None)));
    // Gone for good: last seen is when they were last online.
    assert_eq!(anna.after(30), Some((Offline, Some(1_060))));
}

#[test]
fn a_closed_stream_counts_for_the_grace() {
    let mut anna = Scene::with_grace(10);
    let (stream, _) = anna.opens("a");
    assert_eq!(anna.closes("a", stream), None);
    assert_eq!(anna.after(9), None);
    assert_eq!(anna.after(1), Some((Offline, Some(1_010))));

    let mut anna = Scene::with_grace(0);
    let (stream, _) = anna.opens("a");
    assert_eq!(anna.closes("a", stream), Some(Offline));
}

#[test]
fn a_reload_never_flickers() {
    let mut anna = Scene::with_grace(10);
    let (stream, _) = anna.opens("a");
    anna.beats("a", Beat::Shown);
    anna.closes("a", stream);
    anna.after(3);
    assert_eq!(anna.opens("b").1, None);
    assert_eq!(anna.after(20), None);
}

#[test]
fn the_end_of_an_older_stream_of_the_same_page_does_not_count() {
    let mut anna = Scene::with_grace(0);
    let (cut, _) = anna.opens("a");
    let (stream, _) = anna.opens("a");
    assert_eq!(anna.closes("a", cut), None);
    anna.after(30);
    assert_eq!(anna.keeps("a", cut, Page::Silent), None);
    assert_eq!(anna.closes("a", stream), Some(Offline));
}

#[test]
fn a_page_that_resumes_its_stream_is_what_it_was() {
    let mut anna = Scene::with_grace(10);
    let (stream, _) = anna.opens("a");
    anna.beats("a", Beat::Shown);
    anna.closes("a", stream);
    anna.after(2);
    anna.opens("a");
    assert_eq!(anna.after(20), None, "the page's own lease still holds");

    anna.beats("a", Beat::Hidden);
    assert_eq!(anna.opens("a").1, None, "a hidden page stays hidden");
}

#[test]
fn hiding_does_not_lengthen_the_lease_of_a_closed_stream() {
    let mut anna = Scene::with_grace(10);
    let (stream, _) = anna.opens("a");
    anna.closes("a", stream);
    anna.beats("a", Beat::Hidden);
    assert_eq!(anna.after(10), Some((Offline, Some(1_000))));
}

#[test]
fn lost_leases_are_found_again_as_they_were() {
    let (stream, grace) = (Uuid::now_v7(), 10);
    for (page, presence) in [(Page::Silent, Online), (Page::Shown, Online), (Page::Hidden, Away)] {
        let mut anna = Scene::with_grace(grace);
        assert_eq!(anna.keeps("a", stream, page), Some(presence), "{page:?}");
    }
}

#[test]
fn a_person_has_a_bounded_number_of_connections() {
    let mut anna = Scene::with_grace(0);
    let (stream, _) = anna.opens("mine");
    for number in 0..1_000 {
        anna.now += i64::from(number == 0);
        anna.beats(&format!("c{number}"), Beat::Hidden);
    }
    let someone = &anna.leases.people[&anna.user];
    assert_eq!(someone.leases.len(), MOST_CONNECTIONS);
    // The stream is found again as soon as it is kept.
    assert_eq!(anna.keeps("mine", stream, Page::Shown), Some(Online));
}

#[test]
fn nobody_who_left_is_remembered() {
    let mut anna = Scene::with_grace(0);
    let (stream, _) = anna.opens("a");
    anna.closes("a", stream);
    anna.closes("never", stream);
    anna.beats("b", Beat::Shown);
    anna.after(60);
    assert!(anna.leases.people.is_empty());
}
