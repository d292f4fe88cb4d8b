//! The writer and those who wait for it.

use futures_util::future::join_all;

use super::{House, said};
use crate::{
    conversation::Member,
    error::Error,
    message::{NewMessage, Posted},
};

fn new(member: &Member, nonce: &str, body: &str) -> NewMessage {
    said(member, nonce, body).new
}

fn seq(posted: Result<Posted, Error>) -> i64 {
    match posted {
        Ok(Posted::Once(message)) => message.seq,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn who_is_together_is_answered_each_for_themselves() {
    let house = House::build().await;
    let [ada, grace] = house.pair().await;
    let sends =
        [(&ada, "a", "one"), (&ada, "a", "one"), (&ada, "a", "other"), (&grace, "a", "two")];
    // While somebody else writes, all of these queue up.
    let turn = house.database.turn().await;
    let posts = join_all(
        sends.map(|(member, nonce, body)| house.messages.post(member, new(member, nonce, body))),
    );
    let (posted, ()) = tokio::join!(posts, async {
        tokio::task::yield_now().await;
        drop(turn);
    });
    let [first, again, other, graces] = posted.try_into().unwrap();
    assert_eq!((seq(first), seq(again), seq(graces)), (1, 1, 2));
    assert!(matches!(other, Ok(Posted::NonceOfAnother)), "{other:?}");
}

#[tokio::test]
async fn what_was_sent_is_written_and_told_although_its_author_has_gone() {
    let house = House::build().await;
    let [ada, _] = house.pair().await;
    let turn = house.database.turn().await;
    let post = Box::pin(house.messages.post(&ada, new(&ada, "a", "one")));
    // Polled once it is in the queue; then nobody waits for it any more.
    let gone = futures_util::future::select(post, std::future::ready(())).await;
    drop(gone);
    drop(turn);
    assert_eq!(seq(house.messages.post(&ada, new(&ada, "b", "two")).await), 2);
    let heard = house.heard.took();
    let told = |what: &str| heard.iter().any(|one| one == what);
    assert!(told("conversation 1") && told("conversation 2"), "{heard:?}");
    assert_eq!(seq(house.messages.post(&ada, new(&ada, "a", "one")).await), 1);
}

#[tokio::test]
async fn more_than_the_queue_holds_wait_and_are_written_in_their_order() {
    let house = House::build().await;
    let [ada, _] = house.pair().await;
    let turn = house.database.turn().await;
    let posts: Vec<_> = (0..1200)
        .map(|number| {
            let (messages, ada) = (house.messages.clone(), ada.clone());
            let new = new(&ada, &number.to_string(), "one of many");
            tokio::spawn(async move { messages.post(&ada, new).await })
        })
        .collect();
    tokio::task::yield_now().await;
    drop(turn);
    let seqs: Vec<i64> =
        join_all(posts).await.into_iter().map(|posted| seq(posted.unwrap())).collect();
    assert_eq!(seqs, (1..=1200).collect::<Vec<_>>());
}

#[tokio::test]
async fn what_the_database_refuses_hurts_nobody_else() {
    let house = House::build().await;
    let [ada, grace] = house.pair().await;
    let refuse = "CREATE TRIGGER refused BEFORE INSERT ON messages WHEN NEW.body = 'bad'
        BEGIN SELECT RAISE(ABORT, 'no'); END";
    house.execute(refuse, []).await;
    let turn = house.database.turn().await;
    let posts = join_all(
        [(&ada, "a", "one"), (&grace, "b", "bad"), (&ada, "c", "two")]
            .map(|(member, nonce, body)| house.messages.post(member, new(member, nonce, body))),
    );
    let (posted, ()) = tokio::join!(posts, async {
        tokio::task::yield_now().await;
        drop(turn);
    });
    let [one, bad, two] = posted.try_into().unwrap();
    assert_eq!((seq(one), seq(two)), (1, 2));
    assert!(matches!(bad, Err(Error::Internal(_))), "{bad:?}");
}

#[tokio::test]
async fn a_database_that_is_away_is_said_to_all_and_nothing_is_told() {
    let house = House::build().await;
    let [ada, grace] = house.pair().await;
    house.database.clone().close().await.unwrap();
    let posts = [(&ada, "a"), (&grace, "b"), (&ada, "c")]
        .map(|(member, nonce)| house.messages.post(member, new(member, nonce, "hello?")));
    for posted in join_all(posts).await {
        assert!(matches!(posted, Err(Error::Unavailable(_))), "{posted:?}");
    }
    assert_eq!(house.heard.took(), Vec::<String>::new());
}
