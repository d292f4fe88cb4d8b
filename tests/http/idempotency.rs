//! Sending again never says it twice.

use futures_util::future::join_all;

use crate::harness::Chat;

#[tokio::test]
async fn the_same_nonce_and_words_are_answered_with_the_first_message() {
    let chat = Chat::start().await;
    let (ada, _, conversation) = chat.pair().await;
    let fields = [("body", "once"), ("nonce", "n-1")];
    let first = ada.sends(&conversation, &fields).await.is(200).page().messages();
    assert_eq!(first[0].nonce.as_deref(), Some("n-1"));
    ada.says(&conversation, "in between").await;
    let again = ada.sends(&conversation, &fields).await.is(200).page().messages();
    assert_eq!(again, first);
    let padded = [("body", " once\r\n"), ("nonce", "n-1")];
    let trimmed = ada.sends(&conversation, &padded).await.is(200).page().messages();
    assert_eq!(trimmed, first, "what is compared is what is stored");
    let page = ada.looks_at(&conversation).await;
    assert_eq!(page.messages().len(), 2);
    let last = page.messages().pop().unwrap();
    assert_eq!((last.seq, last.version), (2, page.version()), "no number was used up");
}

#[tokio::test]
async fn twenty_at_once_with_one_nonce_store_one_message() {
    let chat = Chat::start().await;
    let (ada, grace, conversation) = chat.pair().await;
    let fields = [("body", "once"), ("nonce", "n-1")];
    let sends = (0..20).map(async |_| ada.sends(&conversation, &fields).await.is(200).page());
    for page in join_all(sends).await {
        assert_eq!(page.messages()[0].seq, 1);
    }
    assert_eq!(grace.looks_at(&conversation).await.messages().len(), 1);
    assert_eq!(ada.says(&conversation, "next").await.seq, 2, "numbers stay dense");
}

#[tokio::test]
async fn pages_that_send_the_same_texts_store_each_once_and_in_order() {
    let chat = Chat::start().await;
    let (ada, grace, conversation) = chat.pair().await;
    let texts: Vec<String> = (1..=8).map(|number| format!("number-{number}")).collect();
    // Each waits for an answer before it goes on, and knows nothing of the others.
    let pages = (0..4).map(async |_| {
        for text in &texts {
            ada.sends(&conversation, &[("body", text), ("nonce", text)]).await.is(200);
        }
    });
    join_all(pages).await;
    let stored = grace.looks_at(&conversation).await.messages();
    assert_eq!(stored.into_iter().map(|message| message.text).collect::<Vec<_>>(), texts);
}

#[tokio::test]
async fn the_same_nonce_with_other_words_keeps_them_and_gives_a_fresh_nonce() {
    let chat = Chat::start().await;
    let (ada, _, conversation) = chat.pair().await;
    ada.sends(&conversation, &[("body", "first"), ("nonce", "n-1")]).await.is(200);
    let fields = [("body", "quite <other> words"), ("nonce", "n-1")];
    let htmx = ada.sends(&conversation, &fields).await.is(422).page();
    let plain = ada.post(&conversation.messages()).form(&fields).await.is(422).page();
    assert!(!htmx.is_whole() && plain.is_whole());
    for page in [htmx, plain] {
        assert_eq!(page.value("body").as_deref(), Some("quite <other> words"));
        let nonce = page.value("nonce").unwrap();
        assert!(!nonce.is_empty() && nonce != "n-1");
    }
    let texts: Vec<_> =
        ada.looks_at(&conversation).await.messages().into_iter().map(|m| m.text).collect();
    assert_eq!(texts, ["first"]);
}

#[tokio::test]
async fn a_nonce_belongs_to_one_author_in_one_conversation() {
    let chat = Chat::start().await;
    let (ada, grace, conversation) = chat.pair().await;
    let notes = ada.talks_to(&ada).await;
    let fields = [("body", "mine"), ("nonce", "n-1")];
    for (person, place, seq) in
        [(&ada, &conversation, 1), (&grace, &conversation, 2), (&ada, &notes, 1)]
    {
        let messages = person.sends(place, &fields).await.is(200).page().messages();
        assert_eq!((messages[0].seq, &messages[0].author), (seq, &person.username));
    }
}

#[tokio::test]
async fn a_nonce_has_at_most_64_characters() {
    let chat = Chat::start().await;
    let (ada, _, conversation) = chat.pair().await;
    let (longest, longer) = ("n".repeat(64), "n".repeat(65));
    ada.sends(&conversation, &[("body", "a"), ("nonce", &longer)]).await.is(422);
    assert!(ada.looks_at(&conversation).await.messages().is_empty());
    ada.sends(&conversation, &[("body", "a"), ("nonce", &longest)]).await.is(200);
}

#[tokio::test]
async fn without_a_nonce_every_post_is_a_message() {
    let chat = Chat::start().await;
    let (ada, _, conversation) = chat.pair().await;
    for fields in [&[("body", "again")][..], &[("body", "again"), ("nonce", "")]] {
        ada.sends(&conversation, fields).await.is(200);
    }
    assert_eq!(ada.looks_at(&conversation).await.messages().len(), 2);
}

#[tokio::test]
async fn every_form_has_a_nonce_of_its_own() {
    let chat = Chat::start().await;
    let (ada, _, conversation) = chat.pair().await;
    let one = ada.looks_at(&conversation).await.value("nonce").unwrap();
    let other = ada.looks_at(&conversation).await.value("nonce").unwrap();
    assert!(!one.is_empty() && one != other);
}
