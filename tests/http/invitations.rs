//! Invitations: what a link lets happen, and what not.

use futures_util::future::join_all;

use crate::harness::Chat;
use crate::harness::person::PASSWORD;

#[tokio::test]
async fn an_invitation_lets_in_as_many_as_it_says() {
    let (chat, ada) = Chat::by_invitation().await;
    let invitation = ada.invites("2").await;
    assert!(invitation.text.contains("used 0 of 2"), "{}", invitation.text);
    let grace = invitation.brings(&chat, "grace").await;
    assert!(ada.invitations().await[0].text.contains("used 1 of 2"));
    assert!(!grace.owns_the_server().await);
    invitation.brings(&chat, "edsger").await;
    chat.turned_away("barbara", invitation.tried_by(&chat, "barbara").await).await;
    assert!(ada.invitations().await.is_empty(), "only links that work are shown");
}

#[tokio::test]
async fn an_invitation_without_limits_lets_everybody_in() {
    let (chat, ada) = Chat::by_invitation().await;
    ada.asks_to_invite("", "").await.redirects_to("/invitations");
    let invitation = ada.invitations().await.remove(0);
    assert!(invitation.text.contains("Does not expire"), "{}", invitation.text);
    for name in ["grace", "edsger", "barbara"] {
        invitation.brings(&chat, name).await;
    }
    assert!(ada.invitations().await[0].text.contains("used 3 times"));
    ada.asks_to_invite("365", "1000").await.redirects_to("/invitations");
    assert!(ada.opens("/invitations").await.has("[data-invitation] time"));
}

#[tokio::test]
async fn a_code_that_is_not_valid_lets_nobody_in() {
    let (chat, ada) = Chat::by_invitation().await;
    let (revoked, valid) = (ada.invites("5").await, ada.invites("5").await);
    ada.post(&revoked.revoke()).await.redirects_to("/invitations");
    assert_eq!(ada.invitations().await, std::slice::from_ref(&valid));
    let (code, long) = (valid.code(), "a".repeat(10_000));
    let swapped: String = code
        .chars()
        .map(|c| if c.is_lowercase() { c.to_ascii_uppercase() } else { c.to_ascii_lowercase() })
        .collect();
    let forged = ["", " ", "GUESSED", "%", "_", "\0", &code[1..], &swapped, &valid.id, &long];
    for code in forged.into_iter().chain([revoked.code().as_str()]) {
        let fields = [("username", "grace"), ("invite", code)];
        chat.turned_away("grace", chat.visitor().registers(&fields).await).await;
    }
    let body = format!("username=grace&display_name=G&password={PASSWORD}&invite=%ff");
    chat.turned_away("grace", chat.visitor().post("/register").body(body).await).await;
    valid.brings(&chat, "grace").await;
}

#[tokio::test]
async fn a_link_fills_in_its_code_and_a_dead_one_says_so_at_once() {
    let (chat, ada) = Chat::by_invitation().await;
    let invitation = ada.invites("1").await;
    let page = chat.visitor().opens(&invitation.link).await;
    assert_eq!(page.value("invite"), Some(invitation.code()));
    assert_eq!(page.complaint("invite"), None);
    ada.post(&invitation.revoke()).await.is(303);
    let page = chat.visitor().get(&invitation.link).await.is(422).page();
    assert_eq!(page.value("invite"), Some(invitation.code()));
    assert!(page.complaint("invite").is_some());
    for code in ["x", "%00", "x%00", "%25"] {
        let page = chat.visitor().get(&format!("/register?invite={code}")).await.is(422).page();
        assert!(page.complaint("invite").is_some(), "{code}");
    }
}

#[tokio::test]
async fn of_many_who_want_the_last_place_in_the_same_instant_exactly_one_gets_in() {
    let (chat, ada) = Chat::by_invitation().await;
    let invitation = ada.invites("1").await;
    let names: Vec<_> = (0..6).map(|number| format!("guest{number}")).collect();
    let tried = names.iter().map(async |name| invitation.tried_by(&chat, name).await);
    let (won, lost): (Vec<_>, Vec<_>) =
        names.iter().zip(join_all(tried).await).partition(|(_, answer)| answer.status == 303);
    assert_eq!(won.len(), 1);
    for (name, answer) in lost {
        chat.turned_away(name, answer).await;
    }
}

#[tokio::test]
async fn a_registration_that_fails_does_not_use_up_the_invitation() {
    let (chat, ada) = Chat::by_invitation().await;
    let invitation = ada.invites("1").await;
    let code = invitation.code();
    for (field, value) in [
        ("username", "ada"),
        ("email", "ada@example.org"),
        ("password", "short"),
        ("username", "x"),
    ] {
        let mut fields = vec![("username", "grace"), ("invite", code.as_str())];
        fields.retain(|(name, _)| *name != field);
        fields.push((field, value));
        let page = chat.visitor().registers(&fields).await.is(422).page();
        assert!(page.complaint(field).is_some() && page.complaint("invite").is_none());
        assert_eq!(page.value("invite"), Some(code.clone()), "kept as typed");
    }
    invitation.brings(&chat, "grace").await;
}

#[tokio::test]
async fn limits_of_an_invitation_have_limits_themselves() {
    let (_chat, ada) = Chat::by_invitation().await;
    for wrong in ["0", "-1", "366", "1.5", "x", "99999999999999999999", "١"] {
        let page = ada.asks_to_invite(wrong, "5").await.is(422).page();
        assert!(page.complaint("days").is_some() && page.complaint("uses").is_none(), "{wrong}");
        assert_eq!(page.value("days").as_deref(), Some(wrong));
        assert_eq!(page.value("uses").as_deref(), Some("5"));
    }
    for wrong in ["0", "-1", "1001", "4294967297", "x"] {
        let page = ada.asks_to_invite("7", wrong).await.is(422).page();
        assert!(page.complaint("uses").is_some() && page.complaint("days").is_none(), "{wrong}");
    }
    let page = ada.post("/invitations").body("days=%ff&uses=%ff").await.is(422).page();
    assert!(page.complaint("days").is_some() && page.complaint("uses").is_some());
    assert!(ada.invitations().await.is_empty());
}

#[tokio::test]
async fn nobody_has_more_than_fifty_links() {
    let (_chat, ada) = Chat::by_invitation().await;
    for _ in 0..50 {
        ada.asks_to_invite("7", "1").await.is(303);
    }
    assert!(ada.asks_to_invite("7", "1").await.is(422).page().complaint("days").is_some());
    ada.post(&ada.invitations().await[0].revoke()).await.is(303);
    ada.asks_to_invite("7", "1").await.is(303);
}

#[tokio::test]
async fn a_link_is_a_picture_too() {
    let (_chat, ada) = Chat::by_invitation().await;
    let (one, other) = (ada.invites("1").await, ada.invites("1").await);
    let pictures = [ada.get(&one.qr()).await.is(200), ada.get(&other.qr()).await.is(200)];
    for picture in &pictures {
        assert_eq!(picture.header("content-type"), Some("image/svg+xml"));
        assert!(picture.header("cache-control").unwrap().contains("no-store"));
        assert!(picture.body.contains("<svg"));
    }
    assert_ne!(pictures[0].body, pictures[1].body);
    ada.post(&one.revoke()).await.is(303);
    let unknown = "019aa2f0-7c3e-7b1a-9d44-0c5e8e1f2a01";
    for id in [one.id.as_str(), unknown, "x", "%00", "%ff"] {
        ada.get(&format!("/invitations/{id}/qr.svg")).await.is(404);
        ada.post(&format!("/invitations/{id}/revoke")).await.is(404);
    }
}

#[tokio::test]
async fn a_link_says_who_invites_and_to_where_and_a_dead_one_nothing() {
    let chat =
        Chat::with(&[("REGISTRATION", "invite"), ("PUBLIC_URL", "https://chat.example.org")]);
    let chat = chat.await;
    let ada = chat.person("ada").await;
    ada.is_now_called("Ada <L>").await;
    let invitation = ada.invites("1").await;
    let page = chat.visitor().opens(&invitation.link).await;
    assert!(page.text().contains("Ada <L> invites you to chat.example.org"), "{}", page.text());
    let russian = chat.visitor().speaking("ru").opens(&invitation.link).await;
    assert!(russian.text().contains("Ada <L> приглашает вас на chat.example.org"));
    // It stays with the form that is refused.
    let fields = [("username", "x"), ("invite", &invitation.code())];
    let refused = chat.visitor().registers(&fields).await.is(422).page();
    assert!(refused.text().contains("Ada <L> invites you"));

    chat.place.obeys("user disable ada").await;
    let page = chat.visitor().get(&invitation.link).await.is(422).page();
    assert!(page.complaint("invite").is_some() && !page.html.contains("Ada "), "{}", page.html);
}

#[tokio::test]
async fn a_guest_begins_in_a_conversation_with_who_invited_who_sees_it_live() {
    let (chat, ada) = Chat::by_invitation().await;
    let invitation = ada.invites("2").await;
    let mut stream = ada.listens_to_the_list().await;
    let (grace, conversation) = invitation.leads(&chat, "grace").await;
    let entry = stream.expects_entry(&conversation, |_| true).await;
    assert_eq!(entry.unread, None);
    assert!(entry.text.contains("Grace") && entry.text.contains("No messages yet"));
    let page = grace.looks_at(&conversation).await;
    assert!(page.text().contains("Say hello to Ada"), "{}", page.text());
    grace.says(&conversation, "hello").await;
    stream.expects_entry(&conversation, |entry| entry.unread.as_deref() == Some("1")).await;
    assert!(!grace.looks_at(&conversation).await.text().contains("Say hello to"));
}

#[tokio::test]
async fn who_invites_sees_who_came_by_which_link() {
    let (chat, ada) = Chat::by_invitation().await;
    let (one, other) = (ada.invites("2").await, ada.invites("1").await);
    let grace = one.brings(&chat, "grace").await;
    other.brings(&chat, "edsger").await;
    ada.names_inviter("grace").await.is(303);
    let hers = grace.invites("1").await;
    hers.brings(&chat, "barbara").await;
    let guests = ada.opens("/invitations").await.guests();
    let by: Vec<_> = guests.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(by, ["barbara", "edsger", "grace"], "who came last comes first");
    for ((_, line), invitation) in guests.iter().zip([&hers, &other, &one]) {
        assert!(line.contains(&invitation.ending()), "{line}");
    }
    assert!(guests[0].1.contains("@grace") && guests[1].1.contains("@ada"));
    let seen = grace.opens("/invitations").await.guests();
    assert_eq!(seen.len(), 1, "an inviter sees their own");
    assert_eq!(seen[0].0, "barbara");
    chat.place.obeys("user disable barbara").await;
    assert_eq!(ada.opens("/invitations").await.guests().len(), 3);
}

#[tokio::test]
async fn two_clicks_make_one_account_and_use_the_link_once() {
    let (chat, ada) = Chat::by_invitation().await;
    let invitation = ada.invites("5").await;
    let clicks = (0..3).map(async |_| invitation.tried_by(&chat, "grace").await.status);
    let answers = join_all(clicks).await;
    assert_eq!(answers.iter().filter(|status| **status == 303).count(), 1, "{answers:?}");
    assert!(ada.invitations().await[0].text.contains("used 1 of 5"));
    assert_eq!(ada.opens("/conversations").await.entries().len(), 1);
}
