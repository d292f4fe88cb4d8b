//! What may be said, and how it is stored and shown.

use futures_util::future::join_all;

use crate::harness::Chat;

#[tokio::test]
async fn a_message_is_answered_stored_and_seen_by_the_other() {
    let chat = Chat::start().await;
    let (ada, grace, conversation) = chat.pair().await;
    let message = ada.says(&conversation, "It computes!").await;
    assert_eq!((message.seq, message.text.as_str()), (1, "It computes!"));
    assert_eq!(message.author, "ada");
    let shown = grace.looks_at(&conversation).await.messages();
    assert_eq!(shown.len(), 1);
    assert_eq!(shown[0].text, "It computes!");
}

#[tokio::test]
async fn a_plain_form_sends_and_leads_back_to_the_conversation() {
    let chat = Chat::start().await;
    let (ada, _, conversation) = chat.pair().await;
    let mut form = ada.looks_at(&conversation).await.form(&conversation.messages());
    for (name, value) in &mut form {
        if name == "body" {
            *value = "without a script".to_owned();
        }
    }
    assert!(form.iter().any(|(name, value)| name == "nonce" && !value.is_empty()));
    let answer = ada.post(&conversation.messages()).form(&form).await;
    let location = answer.location();
    assert!(location.starts_with(&conversation.path()), "{location}");
    assert_eq!(ada.looks_at(&conversation).await.messages()[0].text, "without a script");
    // The browser's "send again?" after a reload.
    ada.post(&conversation.messages()).form(&form).await.is(303);
    assert_eq!(ada.looks_at(&conversation).await.messages().len(), 1);
}

#[tokio::test]
async fn one_to_four_thousand_characters_after_trimming_are_accepted() {
    let chat = Chat::start().await;
    let (ada, _, conversation) = chat.pair().await;
    let (long, crabs, padded) =
        ("a".repeat(4000), "🦀".repeat(4000), format!("  {}\n ", "é".repeat(4000)));
    for body in ["x", &long, &crabs, &padded] {
        let message = ada.says(&conversation, body).await;
        assert_eq!(message.text, body.trim());
    }
    // Two bytes on the wire, one line break in the message.
    let lines = "a\r\n".repeat(1999) + "a";
    ada.says(&conversation, &lines).await;
}

#[tokio::test]
async fn what_is_too_short_too_long_or_no_text_is_refused_and_kept_for_correction() {
    let chat = Chat::start().await;
    let (ada, _, conversation) = chat.pair().await;
    let (long, crabs) = ("a".repeat(4001), "🦀".repeat(4001));
    let wrong = ["", " ", "\n\t ", &long, &crabs, "a\0b", "a\u{7}b", "a\u{1b}[1mb", "a\u{7f}b"];
    for body in wrong {
        let fields = [("body", body), ("nonce", "same")];
        let htmx = ada.sends(&conversation, &fields).await.is(422).page();
        let plain = ada.post(&conversation.messages()).form(&fields).await.is(422).page();
        assert!(!htmx.is_whole() && plain.is_whole());
        for page in [htmx, plain] {
            assert!(page.complaint("body").is_some(), "no sentence for {body:?}");
            assert!(page.messages().is_empty());
            if !body.contains('\0') {
                assert_eq!(page.value("body").unwrap().trim(), body.trim());
            }
        }
    }
    assert!(ada.looks_at(&conversation).await.messages().is_empty());
    ada.sends(&conversation, &[("body", "fine"), ("nonce", "same")]).await.is(200);
}

#[tokio::test]
async fn nonsense_is_refused_and_stored_nowhere() {
    let chat = Chat::start().await;
    let (ada, _, conversation) = chat.pair().await;
    for body in [
        "",
        "nonce=1",
        "body",
        "body=%ff",
        "body=a%00b",
        "body=a&nonce=%ff",
        "body=a&nonce=a%00b",
        "body=a&seen=many",
        "body=a&seen=-1",
        "body=a&seen=99999999999999999999999",
    ] {
        let ask = ada.post(&conversation.messages()).htmx().body(body);
        ask.await.refused();
        ada.post(&conversation.messages()).body(body).await.refused();
    }
    let json = ada.post(&conversation.messages()).body(r#"{"body":"hello"}"#);
    json.header("content-type", "application/json").await.refused();
    assert!(ada.looks_at(&conversation).await.messages().is_empty());
}

#[tokio::test]
async fn line_breaks_are_stored_one_way() {
    let chat = Chat::start().await;
    let (ada, _, conversation) = chat.pair().await;
    let fields = [("body", "one\r\ntwo\r\n\r\nthree")];
    let answer = ada.sends(&conversation, &fields).await.is(200);
    for html in [answer.body, ada.looks_at(&conversation).await.html] {
        assert!(html.contains("one") && html.contains("three"));
        assert!(!html.contains('\r') && !html.contains("&#13;") && !html.contains("&#x"));
    }
}

#[tokio::test]
async fn numbers_are_dense_and_versions_grow_however_many_send_at_once() {
    let chat = Chat::start().await;
    let (ada, grace, conversation) = chat.pair().await;
    let sends = (0..40).map(async |number: u64| {
        let person = if number.is_multiple_of(2) { &ada } else { &grace };
        person.says(&conversation, &number.to_string()).await
    });
    let mut sent = join_all(sends).await;
    sent.sort_by_key(|message| message.seq);
    let numbers: Vec<u64> = sent.iter().map(|message| message.seq).collect();
    assert_eq!(numbers, (1..=40).collect::<Vec<_>>());
    assert!(sent.is_sorted_by(|one, next| one.version < next.version));
    assert_eq!(grace.looks_at(&conversation).await.messages(), sent);
    let version = sent.last().unwrap().version;
    assert_eq!(grace.looks_at(&conversation).await.version(), version);
}

#[tokio::test]
async fn page_answer_history_and_stream_show_a_message_alike() {
    let chat = Chat::start().await;
    let (ada, grace, conversation) = chat.pair().await;
    let mut stream = grace.listens_to(&conversation).await;
    let bodies =
        ["first", "second, with https://example.org/ & a <tag>", "many\nlines\n\nhere", "🦀"];
    let mut answered = Vec::new();
    for body in bodies {
        let answer = ada.sends(&conversation, &[("body", body)]).await.is(200);
        answered.extend(answer.page().articles());
    }
    assert_eq!(answered.len(), bodies.len());
    let mut streamed = Vec::new();
    while streamed.len() < bodies.len() {
        let event = stream.next().await.unwrap();
        streamed.extend(event.page().articles());
    }
    assert_eq!(streamed, answered);
    for person in [&ada, &grace] {
        assert_eq!(person.looks_at(&conversation).await.articles(), answered);
        let history = person.get(&format!("{}?after=0", conversation.messages())).htmx().await;
        assert_eq!(history.is(200).page().articles(), answered);
    }
}

#[tokio::test]
async fn the_list_shows_the_last_words_of_the_latest_conversation_first() {
    let chat = Chat::start().await;
    let (ada, grace, first) = chat.pair().await;
    let edsger = chat.person("edsger").await;
    let second = ada.talks_to(&edsger).await;
    grace.says(&first, "older words").await;
    edsger.says(&second, "newer <words>").await;
    let entries = ada.opens("/conversations").await.entries();
    let order: Vec<_> = entries.iter().map(|entry| entry.id.as_str()).collect();
    assert_eq!(order, [second.id.as_str(), first.id.as_str()]);
    assert!(entries[0].text.contains("newer <words>") && entries[0].text.contains("Edsger"));
    grace.says(&first, "newest words").await;
    let entries = ada.opens("/conversations").await.entries();
    assert_eq!(entries[0].id, first.id);
    assert!(entries[0].text.contains("newest words"));
}
