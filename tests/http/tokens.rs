//! Tokens: made, shown once, listed, and ended.

use futures_util::future::join_all;

use crate::harness::person::PASSWORD;
use crate::harness::{Chat, Person};

const TOKENS: &str = "/settings/tokens";
const NEW_PASSWORD: &str = "battery staple 43";

/// Whether the database holds a token with this secret, as a hash.
async fn is_kept(chat: &Chat, secret: &str) -> bool {
    use sha2::{Digest, Sha256};
    let hash = format!("{:X}", Sha256::digest(secret));
    let hex = match chat.place.setting("DATABASE_URL") {
        Some(_) => format!("UPPER(encode(hash, 'hex')) = '{hash}'"),
        None => format!("hex(hash) = '{hash}'"),
    };
    chat.place.count(&format!("SELECT COUNT(*) FROM tokens WHERE {hex}")).await == 1
}

async fn names(person: &Person) -> Vec<String> {
    person.tokens().await.into_iter().map(|token| token.name).collect()
}

/// A program that signed in as this person, as the API will let it.
async fn signs_a_program_in(chat: &Chat, person: &Person, name: &str) {
    let id = uuid::Uuid::now_v7();
    let id = match chat.place.setting("DATABASE_URL") {
        Some(_) => format!("'{id}'"),
        None => format!("x'{}'", id.simple()),
    };
    let hash = match chat.place.setting("DATABASE_URL") {
        Some(_) => format!("decode(md5('{name}'), 'hex')"),
        None => format!("CAST('{name}' AS BLOB)"),
    };
    chat.place
        .executes(&format!(
            "INSERT INTO tokens (id, user_id, hash, name, scopes, is_session, created_at,
                 expires_at, last_used_at, last_address, user_agent)
             SELECT {id}, id, {hash}, '{name}', 'read write', TRUE, created_at,
                 created_at + 1000000000000, created_at, '192.0.2.7', 'curl/8'
             FROM users WHERE username = '{}'",
            person.username
        ))
        .await;
}

#[tokio::test]
async fn a_token_is_shown_once_and_then_known_by_its_name() {
    let chat = Chat::start().await;
    let (ada, grace) = (chat.person("ada").await, chat.person("grace").await);
    let fields = [("name", " Tide gauge "), ("scope", "write"), ("scope", "read"), ("until", "")];
    let page = ada.changes("tokens", &fields).await.is(200).page();
    let secret = page.secret().unwrap();
    assert!(secret.starts_with("nat_") && secret.len() == 47, "{secret}");
    assert!(page.is_whole() && page.tokens()[0].name == "Tide gauge");
    assert!(is_kept(&chat, &secret).await);

    let page = ada.opens("/settings").await;
    assert!(!page.html.contains(&secret));
    let token = page.tokens().remove(0);
    assert!(token.text.contains("May read, write"), "{}", token.text);
    assert!(token.text.contains("Never used"), "{}", token.text);
    assert!(token.text.contains("Does not expire"), "{}", token.text);
    ada.makes_token("Backup").await;
    assert_eq!(names(&ada).await, ["Backup", "Tide gauge"]);
    assert!(ada.tokens().await[0].text.contains("Valid until"));
    assert!(grace.tokens().await.is_empty());
    ada.get(TOKENS).await.redirects_to("/settings");
}

#[tokio::test]
async fn a_token_that_was_withdrawn_is_gone_and_nobody_elses_can_be() {
    let chat = Chat::start().await;
    let (ada, mallory) = (chat.person("ada").await, chat.person("mallory").await);
    let (one, other) = (ada.makes_token("one").await, ada.makes_token("other").await);
    let token = ada.tokens().await.pop().unwrap();
    mallory.post(&token.revoke()).await.is(404);
    for id in ["x", "00000000-0000-0000-0000-000000000000", &one] {
        ada.post(&format!("/settings/tokens/{id}/revoke")).await.is(404);
    }
    assert!(is_kept(&chat, &one).await);
    ada.post(&token.revoke()).await.redirects_to("/settings?done=token#tokens");
    assert_eq!(names(&ada).await, ["other"]);
    assert!(!is_kept(&chat, &one).await && is_kept(&chat, &other).await);
    ada.post(&token.revoke()).await.is(404);
}

#[tokio::test]
async fn what_is_wrong_with_a_new_token_is_said_beside_its_field() {
    let chat = Chat::start().await;
    let ada = chat.person("ada").await;
    for (fields, wrong) in [
        (vec![("name", " "), ("scope", "read")], "name"),
        (vec![("name", "x")], "scope"),
        (vec![("name", "x"), ("scope", "read"), ("scope", "all")], "scope"),
        (vec![("name", "x"), ("scope", "read"), ("until", "31")], "until"),
        (vec![("name", "\u{202e}"), ("scope", "read")], "name"),
    ] {
        let page = ada.changes("tokens", &fields).await.is(422).page();
        assert!(page.complaint(wrong).is_some(), "{fields:?}: {}", page.html);
    }
    let typed = [("name", "Tide <gauge>"), ("scope", "write"), ("until", "365"), ("until", "x")];
    let page = ada.changes("tokens", &typed[..1]).await.is(422).page();
    assert_eq!(page.value("name").as_deref(), Some("Tide <gauge>"));
    assert!(!page.has("[name=scope][checked]"), "as it was typed");
    assert!(ada.tokens().await.is_empty());
}

#[tokio::test]
async fn making_a_token_asks_who_gave_the_password_long_ago() {
    let chat = Chat::start().await;
    let ada = chat.person("ada").await;
    assert!(!ada.opens("/settings").await.asks_for_the_password(TOKENS));
    chat.everybody_signed_in_at_the_release_before().await;
    assert!(ada.opens("/settings").await.asks_for_the_password(TOKENS));
    let with = |password| [("name", "x"), ("scope", "read"), ("current_password", password)];
    for password in ["", "not her password"] {
        let page = ada.changes("tokens", &with(password)).await.is(422).page();
        assert!(page.complaint("current_password").is_some());
        let beside = page.attribute("[aria-invalid=true]", "id");
        assert_eq!(beside.as_deref(), Some("token_password"));
        assert_eq!((page.value("name").as_deref(), page.secret()), (Some("x"), None));
    }
    assert!(ada.tokens().await.is_empty());
    assert!(ada.changes("tokens", &with(PASSWORD)).await.is(200).page().secret().is_some());
}

#[tokio::test]
async fn one_form_makes_one_token_however_often_it_comes() {
    let chat = Chat::start().await;
    let ada = chat.person("ada").await;
    let mut form = ada.opens("/settings").await.form(TOKENS);
    form.retain(|(name, _)| name == "nonce");
    form.extend([("name", "Tide gauge"), ("scope", "read")].map(|(n, v)| (n.into(), v.into())));
    let answers = join_all((0..5).map(async |_| ada.post(TOKENS).form(&form).await)).await;
    let secrets: Vec<_> = answers.iter().filter(|answer| answer.status == 200).collect();
    assert_eq!((secrets.len(), names(&ada).await.len()), (1, 1));
    let again = ada.post(TOKENS).form(&form).await;
    again.redirects_to("/settings?done=token-before#tokens");
    let said = ada.opens("/settings?done=token-before").await.text_of(".toast").unwrap();
    assert!(said.contains("not shown again"), "{said}");

    let token = ada.tokens().await.remove(0);
    let form = ada.opens("/settings").await.form(&token.revoke());
    for _ in 0..2 {
        ada.post(&token.revoke()).form(&form).await.redirects_to("/settings?done=token#tokens");
    }
}

#[tokio::test]
async fn nobody_has_more_than_fifty_tokens() {
    let chat = Chat::with(&[("RATE_LIMITS", "off")]).await;
    let ada = chat.person("ada").await;
    for number in 0..50 {
        ada.makes_token(&number.to_string()).await;
    }
    let page = ada.asks_for_token("one more").await.is(422).page();
    assert!(page.complaint("name").is_some());
    assert_eq!(page.tokens().len(), 50);
    ada.post(&page.tokens()[0].revoke()).await.is(303);
    ada.makes_token("one more").await;
}

#[tokio::test]
async fn a_new_password_ends_all_tokens_but_those_with_a_name_that_are_kept() {
    let chat = Chat::start().await;
    let (ada, grace) = (chat.person("ada").await, chat.person("grace").await);
    assert!(!ada.opens("/settings").await.has("[name=keep_tokens]"));
    signs_a_program_in(&chat, &ada, "phone").await;
    assert!(!ada.opens("/settings").await.has("[name=keep_tokens]"), "there is nothing to keep");
    ada.makes_token("gauge").await;
    grace.makes_token("hers").await;
    assert!(ada.opens("/settings").await.has("[name=keep_tokens]:not([checked])"));

    let fields = [("current_password", PASSWORD), ("password", NEW_PASSWORD), ("keep_tokens", "1")];
    let wrong = [("current_password", "x"), ("password", NEW_PASSWORD), ("keep_tokens", "1")];
    let page = ada.changes("password", &wrong).await.is(422).page();
    assert!(page.has("[name=keep_tokens][checked]"), "as it was ticked");
    ada.changes("password", &fields).await.is(303);
    assert_eq!(names(&ada).await, ["gauge"]);

    ada.changes_password(NEW_PASSWORD, PASSWORD).await.is(303);
    assert!(ada.tokens().await.is_empty());
    assert_eq!(names(&grace).await, ["hers"]);
}

#[tokio::test]
async fn signing_out_all_others_ends_the_programs_that_signed_in() {
    let chat = Chat::start().await;
    let ada = chat.person("ada").await;
    ada.makes_token("gauge").await;
    signs_a_program_in(&chat, &ada, "phone").await;
    let tokens = ada.tokens().await;
    let phone = tokens.iter().find(|token| token.name == "phone").unwrap();
    assert!(phone.text.contains("Signed in by a program"), "{}", phone.text);
    assert!(phone.text.contains("from 192.0.2.7"), "{}", phone.text);
    ada.revokes("others").await.is(303);
    assert_eq!(names(&ada).await, ["gauge"]);
}

#[tokio::test]
async fn a_reset_and_a_disabled_account_end_all_tokens() {
    let chat = Chat::start().await;
    let (ada, grace) = (chat.person("ada").await, chat.person("grace").await);
    let secrets = [ada.makes_token("gauge").await, grace.makes_token("hers").await];
    let link = chat.reset_link("ada").await;
    chat.visitor().post(&link).form(&[("password", NEW_PASSWORD)]).await.is(303);
    assert!(!is_kept(&chat, &secrets[0]).await && is_kept(&chat, &secrets[1]).await);
    chat.place.obeys("user disable grace").await;
    assert!(!is_kept(&chat, &secrets[1]).await);
}

#[tokio::test]
async fn no_token_comes_back_with_a_backup() {
    let mut chat = Chat::start().await;
    let ada = chat.person("ada").await;
    let secret = ada.makes_token("gauge").await;
    chat.place.obeys("backup kept").await;
    ada.post(&ada.tokens().await[0].revoke()).await.is(303);
    assert!(chat.stop().await.status.success());
    chat.place.obeys("restore kept").await;
    chat.resume().await;
    assert!(!is_kept(&chat, &secret).await);
}

#[tokio::test]
async fn the_operator_makes_lists_and_revokes_tokens() {
    let chat = Chat::start().await;
    let (ada, grace) = (chat.person("ada").await, chat.person("grace").await);
    let made = "token make gauge --user @Grace --scope read --scope write --days 30";
    let told = chat.place.obeys(made).await;
    let secret = told.lines().find(|line| line.starts_with("nat_")).expect(&told);
    assert!(is_kept(&chat, secret).await, "{told}");
    let token = grace.tokens().await.remove(0);
    assert!(token.text.contains("May read, write"), "{}", token.text);
    assert!(token.text.contains("Valid until"), "{}", token.text);

    chat.place.obeys("token make ever --scope admin --days 0").await;
    assert!(ada.tokens().await[0].text.contains("May administer"), "the owner's");
    assert!(chat.place.obeys("token list").await.contains("admin"));
    let list = chat.place.obeys("token list --user grace").await;
    let row = list.lines().find(|line| line.contains(&token.id)).expect(&list);
    assert!(row.contains("read write") && row.ends_with("gauge"), "{row}");

    chat.place.obeys(&format!("token revoke {}", token.id)).await;
    assert!(grace.tokens().await.is_empty());
    chat.place.refuses(&format!("token revoke {}", token.id)).await;
    chat.place.refuses("token make gauge --user nobody --scope read").await;
    chat.place.refuses("token make \u{3164} --scope read").await;
    for wrong in ["make x", "make x --scope all", "make x --scope read --days -1", "revoke x"] {
        let ended = chat.place.commands(&format!("token {wrong}")).await;
        assert_eq!(ended.status.code(), Some(2), "{wrong}: {}", ended.output);
    }
    chat.place.obeys("user disable grace").await;
    chat.place.refuses("token make gauge --user grace --scope read").await;
}

#[tokio::test]
async fn the_log_tells_no_secret_of_a_token() {
    let chat = Chat::with(&[("RUST_LOG", "trace")]).await;
    let secret = chat.person("ada").await.makes_token("gauge").await;
    let lines = chat.log().lines();
    assert_eq!(lines.iter().find(|line| line.contains(&secret)), None);
}
