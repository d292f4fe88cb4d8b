//! Each of a batch as if it were sent alone.

use uuid::Uuid;

use super::{
    super::{Sending, Stored},
    House, said,
};
use crate::{conversation::Member, message::MessageRepository};

/// The `seq` of what was stored, and else why it was not.
fn outcomes(stored: &[Stored]) -> Vec<String> {
    let outcome = |one: &Stored| match one {
        Stored::Message(message) => message.seq.to_string(),
        other => format!("{other:?}"),
    };
    stored.iter().map(outcome).collect()
}

fn answering(member: &Member, nonce: &str, seq: i64) -> Sending {
    let mut sending = said(member, nonce, "that");
    sending.new.reply_to = Some(seq);
    sending
}

fn having_seen(member: &Member, nonce: &str, seen: i64) -> Sending {
    let mut sending = said(member, nonce, "seen");
    sending.new.seen = seen;
    sending
}

#[tokio::test]
async fn a_repeat_in_a_batch_and_after_it_takes_no_number() {
    let house = House::build().await;
    let [ada, grace] = house.pair().await;
    let batch = [
        said(&ada, "a", "one"),
        said(&ada, "a", "one"),
        said(&grace, "a", "her own nonce"),
        said(&ada, "a", "another text"),
        said(&ada, "b", "two"),
    ];
    let (stored, _) = house.sends(&batch).await;
    assert_eq!(outcomes(&stored), ["1", "Repeat", "2", "Repeat", "3"]);
    let (stored, _) = house.sends(&[said(&ada, "a", "one"), said(&ada, "c", "three")]).await;
    assert_eq!(outcomes(&stored), ["Repeat", "4"]);
    let now = house.again(&ada).await.conversation;
    assert_eq!((now.last_seq, now.version), (4, 4));
}

#[tokio::test]
async fn who_is_no_member_any_more_is_refused_alone() {
    let house = House::build().await;
    let [ada, grace] = house.pair().await;
    let text = "DELETE FROM members WHERE user_id = $1";
    house.execute(text, [grace.user().id.into()]).await;
    let mut nowhere = ada.clone();
    nowhere.conversation.id = Uuid::now_v7();
    let batch = [
        said(&ada, "a", "one"),
        said(&grace, "b", "still here?"),
        said(&nowhere, "c", "where?"),
        said(&ada, "d", "two"),
    ];
    let (stored, _) = house.sends(&batch).await;
    assert_eq!(outcomes(&stored), ["1", "NotAMember", "NotAMember", "2"]);
}

#[tokio::test]
async fn a_batch_over_many_conversations_takes_what_one_message_takes() {
    let house = House::build().await;
    let ada = house.person("ada").await;
    let mut members = Vec::new();
    for number in 0..20 {
        let other = house.person(&format!("other{number}")).await;
        members.push(house.member(&ada, house.talk(&ada, &other).await).await);
    }
    let (_, alone) = house.sends(&[said(&members[0], "alone", "one")]).await;
    house.heard.took();
    let batch: Vec<Sending> = ["a", "b"]
        .iter()
        .flat_map(|nonce| members.iter().map(|one| said(one, nonce, "x")))
        .collect();
    let (stored, together) = house.sends(&batch).await;
    assert_eq!((alone, together), (2, 2));
    let expected = |begin: i64| (0..20).map(move |n| (begin + i64::from(n == 0)).to_string());
    assert_eq!(outcomes(&stored), expected(1).chain(expected(2)).collect::<Vec<_>>());
    for (number, member) in members.iter().enumerate() {
        let now = house.again(member).await.conversation;
        let last = if number == 0 { 3 } else { 2 };
        assert_eq!((now.last_seq, now.version, now.last_read_seq), (last, last, last));
    }
    let heard = house.heard.took();
    assert_eq!(heard.iter().filter(|one| one.starts_with("conversation")).count(), 40);
    assert_eq!(heard.iter().filter(|one| *one == "user entry").count(), 40, "once for each pair");
}

#[tokio::test]
async fn everybody_hears_in_the_order_of_versions_and_of_the_list_once() {
    let house = House::build().await;
    let [ada, grace] = house.pair().await;
    let batch = [said(&ada, "a", "one"), having_seen(&grace, "b", 1), said(&ada, "c", "three")];
    house.sends(&batch).await;
    let heard = house.heard.took();
    let expected = [
        "conversation 1",
        "conversation reading",
        "conversation 2",
        "conversation 3",
        "user entry",
        "user entry",
    ];
    assert_eq!(heard, expected);
}

#[tokio::test]
async fn what_is_stored_is_what_was_answered() {
    let house = House::build().await;
    let [ada, grace] = house.pair().await;
    let (before, _) = house.sends(&[said(&grace, "a", "one")]).await;
    let batch = [
        answering(&ada, "b", 1),
        said(&ada, "c", "tabs\tlines\nquotes \" \\ 'single' {now} $1 \u{ffff} 👍"),
        said(&grace, "d", "four"),
        said(&ada, "e", "five"),
    ];
    let (stored, _) = house.sends(&batch).await;
    let stored = before.into_iter().chain(stored).map(|one| match one {
        Stored::Message(message) => *message,
        other => panic!("{other:?}"),
    });
    let stored: Vec<_> = stored.collect();
    let continues: Vec<bool> = stored.iter().map(|message| message.continues).collect();
    assert_eq!(continues, [false, false, true, false, false]);
    let messages = MessageRepository::of(&house.database, ada.conversation.id);
    assert_eq!(messages.changed_since(0, 10).await.unwrap(), stored);
    assert_eq!(stored[1].quote.as_ref().map(|quote| quote.body.as_str()), Some("one"));
}

#[tokio::test]
async fn five_minutes_later_nothing_continues() {
    let house = House::build().await;
    let [ada, _] = house.pair().await;
    house.sends(&[said(&ada, "a", "one")]).await;
    house.execute("UPDATE messages SET created_at = created_at - 301000000", []).await;
    let (stored, _) = house.sends(&[said(&ada, "b", "two"), said(&ada, "c", "three")]).await;
    let continues = stored.iter().map(|one| match one {
        Stored::Message(message) => message.continues,
        other => panic!("{other:?}"),
    });
    assert_eq!(continues.collect::<Vec<_>>(), [false, true]);
}

#[tokio::test]
async fn only_what_its_author_sees_can_be_answered() {
    let house = House::build().await;
    let [ada, grace] = house.pair().await;
    let four = ["a", "b", "c", "d"].map(|nonce| said(&grace, nonce, "one of four"));
    house.sends(&four).await;
    house.messages.hide(&ada, 2).await.unwrap();
    house.messages.delete(&grace, 3).await.unwrap();
    house.execute("UPDATE members SET first_seq = 2", []).await;
    let batch: Vec<Sending> = [(&ada, 1), (&ada, 2), (&grace, 2), (&ada, 3), (&ada, 4), (&ada, 9)]
        .iter()
        .enumerate()
        .map(|(number, (member, seq))| answering(member, &format!("r{number}"), *seq))
        .collect();
    let nothing = "NothingToAnswer";
    let (stored, _) = house.sends(&batch).await;
    assert_eq!(outcomes(&stored), [nothing, nothing, "5", nothing, "6", nothing]);
}

#[tokio::test]
async fn the_nonce_of_what_was_refused_is_free() {
    let house = House::build().await;
    let [ada, _] = house.pair().await;
    let (stored, _) = house.sends(&[answering(&ada, "a", 7), said(&ada, "a", "alone")]).await;
    assert_eq!(outcomes(&stored), ["NothingToAnswer", "1"]);
}

#[tokio::test]
async fn the_pointer_moves_to_what_was_seen_and_over_own_messages() {
    let house = House::build().await;
    let [ada, grace] = house.pair().await;
    let pointers = async || {
        let [ada, grace] = [&ada, &grace].map(|member| house.again(member));
        (ada.await.conversation.last_read_seq, grace.await.conversation.last_read_seq)
    };
    house.sends(&[said(&ada, "a", "one"), said(&ada, "b", "two")]).await;
    assert_eq!(pointers().await, (2, 0));
    house.sends(&[having_seen(&grace, "c", 1), said(&ada, "d", "four")]).await;
    assert_eq!(pointers().await, (2, 1), "each has something of the other's before it");
    house.sends(&[having_seen(&grace, "e", 4), having_seen(&ada, "f", 99)]).await;
    assert_eq!(pointers().await, (6, 5), "nobody has seen what nobody has said");
}

#[tokio::test]
async fn what_was_seen_is_not_marked_unread_any_more() {
    let house = House::build().await;
    let [ada, grace] = house.pair().await;
    let four = ["a", "b", "c", "d"].map(|nonce| said(&grace, nonce, "one of four"));
    house.sends(&four).await;
    let mark = "UPDATE members SET last_read_seq = 4, unread_from = 2 WHERE user_id = $1";
    let from = async || {
        let row =
            house.row("SELECT unread_from FROM members WHERE user_id = $1", [ada.user().id.into()]);
        row.await.try_get::<Option<i64>>("", "unread_from").unwrap()
    };
    house.execute(mark, [ada.user().id.into()]).await;
    house.sends(&[having_seen(&ada, "e", 1)]).await;
    assert_eq!(from().await, Some(2));
    house.sends(&[having_seen(&ada, "f", 2), having_seen(&ada, "g", 3)]).await;
    assert_eq!(from().await, Some(4));
    house.sends(&[having_seen(&ada, "h", 3), having_seen(&ada, "i", 8)]).await;
    assert_eq!(from().await, None);
}

#[tokio::test]
async fn a_draft_goes_with_what_was_sent_of_it() {
    let house = House::build().await;
    let [ada, grace] = house.pair().await;
    let keep =
        "INSERT INTO drafts (user_id, conversation_id, body, saved_at) VALUES ($1, $2, $3, 0)";
    for (member, body) in [(&ada, "begun "), (&grace, "other words")] {
        let values = [member.user().id.into(), member.conversation.id.into(), body.into()];
        house.execute(keep, values).await;
    }
    let (ada, grace) = (house.again(&ada).await, house.again(&grace).await);
    house.sends(&[said(&ada, "a", "begun"), said(&grace, "b", "begun")]).await;
    assert_eq!(house.again(&ada).await.conversation.draft, None);
    assert!(house.again(&grace).await.conversation.draft.is_some());
}
