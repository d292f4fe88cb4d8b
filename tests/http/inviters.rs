//! Who may invite: the owner of the server, and whom the owner names.

use futures_util::future::join_all;

use crate::harness::{Chat, Invitation, Person, Visitor};

const INVITE: (&str, &str) = ("REGISTRATION", "invite");

#[tokio::test]
async fn the_first_account_needs_no_code_and_owns_the_server() {
    let chat = Chat::with(&[INVITE]).await;
    assert!(!chat.visitor().opens("/register").await.has("[name=invite]"));
    let ada = chat.person("ada").await;
    assert!(ada.owns_the_server().await);
    assert!(ada.opens("/settings").await.has("a[href='/invitations']"));
    assert!(chat.visitor().opens("/register").await.has("[name=invite]"));
    chat.turned_away("grace", chat.visitor().registers(&[("username", "grace")]).await).await;
}

#[tokio::test]
async fn of_two_first_accounts_in_the_same_instant_exactly_one_owns_the_server() {
    let chat = Chat::start().await;
    let people = join_all((0..4).map(async |n| chat.person(&format!("first{n}")).await)).await;
    let (chat, _) = reopened(chat, "invite", &people[0]).await;
    let owners = join_all(people.iter().map(async |one| {
        let one = one.on(&chat).await;
        one.owns_the_server().await
    }))
    .await;
    assert_eq!(owners.into_iter().filter(|owns| *owns).count(), 1);
}

#[tokio::test]
async fn of_two_first_guests_in_the_same_instant_exactly_one_needs_no_invitation() {
    let chat = Chat::with(&[INVITE]).await;
    let guests = (0..4).map(async |number| {
        let (visitor, name) = (chat.visitor(), format!("first{number}"));
        (visitor.registers(&[("username", &name)]).await, visitor, name)
    });
    let (won, lost): (Vec<_>, Vec<_>) =
        join_all(guests).await.into_iter().partition(|(answer, ..)| answer.status == 303);
    assert_eq!(won.len(), 1);
    assert!(won[0].1.owns_the_server().await);
    for (answer, _, name) in lost {
        chat.turned_away(&name, answer).await;
    }
}
/// What somebody gets at every door of the invitations.
async fn doors(person: &Visitor, invitation: &Invitation) -> Vec<u16> {
    vec![
        person.get("/invitations").await.status,
        person.get(&invitation.qr()).await.status,
        person.post("/invitations").form(&[("days", "7"), ("uses", "1")]).await.status,
        person.post("/inviters").form(&[("username", "grace")]).await.status,
        person.post("/inviters/grace/remove").await.status,
        person.post(&invitation.revoke()).await.status,
    ]
}

#[tokio::test]
async fn for_who_may_not_invite_there_are_no_invitations() {
    let (chat, ada) = Chat::by_invitation().await;
    let invitation = ada.invites("5").await;
    let grace = invitation.brings(&chat, "grace").await;
    assert_eq!(doors(&grace, &invitation).await, [404; 6]);
    assert_eq!(doors(&chat.visitor(), &invitation).await, [303; 6]);
    assert!(!grace.opens("/settings").await.has("a[href='/invitations']"));
    assert_eq!(ada.invitations().await.len(), 1, "nothing was made or revoked");
    assert_eq!(doors(&ada, &invitation).await, [200, 200, 303, 303, 303, 303]);
}

/// Grace came by invitation and was named an inviter.
async fn an_inviter(chat: &Chat, ada: &Person) -> Person {
    let grace = ada.invites("1").await.brings(chat, "grace").await;
    ada.names_inviter("@grace").await.redirects_to("/invitations");
    grace
}

#[tokio::test]
async fn an_inviter_sees_and_revokes_only_their_own_links() {
    let (chat, ada) = Chat::by_invitation().await;
    let grace = an_inviter(&chat, &ada).await;
    let (hers, own) = (ada.invites("5").await, grace.invites("5").await);
    assert_eq!(grace.invitations().await, std::slice::from_ref(&own));
    let all: Vec<_> = ada.invitations().await.into_iter().map(|one| one.id).collect();
    assert_eq!(all, [own.id.clone(), hers.id.clone()]);
    grace.get(&own.qr()).await.is(200);
    grace.get(&hers.qr()).await.is(404);
    grace.post(&hers.revoke()).await.is(404);
    hers.brings(&chat, "edsger").await;
    grace.post(&own.revoke()).await.is(303);
    chat.turned_away("barbara", own.tried_by(&chat, "barbara").await).await;
    let another = grace.invites("5").await;
    ada.post(&another.revoke()).await.is(303);
    chat.turned_away("barbara", another.tried_by(&chat, "barbara").await).await;
}

#[tokio::test]
async fn the_owner_says_who_may_invite() {
    let (chat, ada) = Chat::by_invitation().await;
    let grace = an_inviter(&chat, &ada).await;
    assert!(grace.opens("/settings").await.has("a[href='/invitations']"));
    assert!(!grace.owns_the_server().await);
    grace.names_inviter("grace").await.is(404);
    grace.post("/inviters/grace/remove").await.is(404);
    assert!(ada.opens("/invitations").await.has("form[action='/inviters/grace/remove']"));
    ada.post("/inviters/grace/remove").await.redirects_to("/invitations");
    grace.get("/invitations").await.is(404);
    assert!(!ada.opens("/invitations").await.has("form[action='/inviters/grace/remove']"));
    for name in ["nobody", "", "%"] {
        let page = ada.names_inviter(name).await.is(422).page();
        assert!(page.complaint("username").is_some(), "{name}");
        assert_eq!(page.value("username").as_deref(), Some(name));
    }
    ada.post("/inviters/nobody/remove").await.is(404);
}

#[tokio::test]
async fn links_of_who_may_no_longer_invite_let_nobody_in() {
    let (chat, ada) = Chat::by_invitation().await;
    let grace = an_inviter(&chat, &ada).await;
    let (hers, owners) = (grace.invites("5").await, ada.invites("5").await);
    hers.brings(&chat, "edsger").await;
    ada.post("/inviters/grace/remove").await.is(303);
    chat.turned_away("barbara", hers.tried_by(&chat, "barbara").await).await;
    assert_eq!(ada.invitations().await, std::slice::from_ref(&owners));
    owners.brings(&chat, "barbara").await;
}

#[tokio::test]
async fn the_owner_stays_the_owner() {
    let (_chat, ada) = Chat::by_invitation().await;
    ada.names_inviter("ada").await.is(303);
    assert!(ada.owns_the_server().await);
    ada.post("/inviters/ada/remove").await.is(303);
    assert!(ada.owns_the_server().await);
}

/// The same house after a restart with another setting, and its owner.
async fn reopened(mut chat: Chat, registration: &str, person: &Person) -> (Chat, Person) {
    chat.stop().await;
    let chat = Chat::at(chat.place.clone(), &[("REGISTRATION", registration)]).await;
    let person = person.on(&chat).await;
    (chat, person)
}

#[tokio::test]
async fn nobody_comes_in_by_a_link_while_registration_is_closed() {
    let (chat, ada) = Chat::by_invitation().await;
    let invitation = ada.invites("5").await;
    let (chat, ada) = reopened(chat, "closed", &ada).await;
    invitation.tried_by(&chat, "grace").await.is(403);
    chat.visitor().get(&invitation.link).await.is(403);
    let page = ada.opens("/invitations").await;
    assert!(page.text().contains("Registration is closed"), "{}", page.text());
    assert!(!page.has("form[action='/invitations']") && page.has("form[action='/inviters']"));
    assert!(ada.opens("/settings").await.has("a[href='/invitations']"));
    ada.asks_to_invite("7", "1").await.is(403);
    let (_chat, ada) = reopened(chat, "invite", &ada).await;
    assert_eq!(ada.invitations().await, [invitation], "it was kept and not used");
}

#[tokio::test]
async fn while_anybody_may_register_a_link_still_brings_people_to_who_invites() {
    let chat = Chat::start().await;
    let ada = chat.person("ada").await;
    let (mary, talk) = (chat.person("mary").await, "/invitations");
    mary.get(talk).await.is(404);
    assert!(ada.opens(talk).await.text().contains("Anybody can make an account here"));
    assert!(ada.opens("/settings").await.has("a[href='/invitations']"));
    let invitation = ada.invites("1").await;
    let page = chat.visitor().opens(&invitation.link).await;
    assert!(page.text().contains("Ada invites you to"), "{}", page.text());
    let (grace, conversation) = invitation.leads(&chat, "grace").await;
    assert_eq!(grace.talks_to(&ada).await.id, conversation.id);
    assert_eq!(ada.opens(talk).await.guests()[0].0, "grace");

    // Without a code, or with one that is used up, everybody is let in all the same.
    let page = chat.visitor().opens(&invitation.link).await;
    assert!(!page.text().contains("Ada") && !page.has("[name=invite]"));
    let used_up = chat.visitor();
    let fields = [("username", "edsger"), ("invite", &invitation.code())];
    used_up.registers(&fields).await.redirects_to("/conversations");
}
