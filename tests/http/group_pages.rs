//! The pages of groups: what each member can do there, and what everybody else is
//! told.

use futures_util::future::join_all;

use crate::harness::{Chat, Group, Page, Person};

/// Ada's group with Grace and Dora in it; Emil is not.
async fn pond() -> (Chat, [Person; 4], Group) {
    let chat = Chat::start().await;
    let people = ["ada", "grace", "dora", "emil"].map(|name| chat.person(name));
    let people = join_all(people).await.try_into().ok().expect("four");
    let [ada, grace, dora, _]: &[Person; 4] = &people;
    let group = ada.makes_group("The pond", &[grace, dora]).await;
    (chat, people, group)
}

/// What stands in the field of the description.
fn about(page: &Page) -> String {
    page.text_of("textarea[name=description]").expect("the field")
}

#[tokio::test]
async fn a_group_is_made_by_a_form_and_stands_in_everybodys_list() {
    let (_chat, [ada, grace, dora, emil], group) = pond().await;
    for person in [&ada, &grace, &dora] {
        let page = person.looks_at(&group).await;
        assert_eq!(page.text_of("h1").as_deref(), Some("The pond"));
        assert!(page.text_of("header .soft").unwrap().contains("3 members"));
        assert!(page.has(".bar .avatar--group") && page.has("#conversations .avatar--group"));
    }
    let page = ada.looks_at(&group).await;
    assert_eq!(page.lines(), ["Ada made the group The pond"]);
    let roles = ada.sees_members(&group).await;
    let role = |name: &str, role: &str| (name.to_owned(), role.to_owned());
    assert_eq!(roles, [role("ada", "Owner"), role("dora", ""), role("grace", "")]);
    assert_eq!(emil.opens("/conversations").await.entries(), []);
}

#[tokio::test]
async fn a_double_click_makes_one_group() {
    let chat = Chat::start().await;
    let (ada, grace) = (chat.person("ada").await, chat.person("grace").await);
    let form = [("title", "Pond"), ("username", &*grace.username), ("nonce", "n-1")];
    let clicks = (0..3).map(|_| async { ada.asks_for_group(&form).await.location() });
    let places = join_all(clicks).await;
    assert!(places.iter().all(|place| *place == places[0]), "{places:?}");
    assert_eq!(grace.opens("/conversations").await.entries().len(), 1);
}

#[tokio::test]
async fn what_is_wrong_with_a_new_group_is_said_beside_its_field_and_all_stays() {
    let chat = Chat::start().await;
    let (ada, grace) = (chat.person("ada").await, chat.person("grace").await);
    let long = |count| "я".repeat(count);
    let kept = [("open", "1"), ("history", "joining"), ("username", grace.username.as_str())];
    for (field, title, description) in [
        ("title", String::new(), "about"),
        ("title", " ".to_owned(), "about"),
        ("title", long(81), "about"),
        ("title", "a\u{202e}b".to_owned(), "about"),
        ("description", "Pond".to_owned(), &long(401)),
    ] {
        let mut form = vec![("title", title.as_str()), ("description", description)];
        form.extend(kept);
        let page = ada.asks_for_group(&form).await.is(422).page();
        assert!(page.complaint(field).is_some(), "{field}: {title:?}");
        assert_eq!(page.value("title"), Some(title));
        assert_eq!(about(&page), description);
        assert_eq!(page.chosen("open").as_deref(), Some("1"));
        assert_eq!(page.chosen("history").as_deref(), Some("joining"));
        assert!(page.picks().contains(&(grace.username.clone(), true)), "{:?}", page.picks());
    }
    for name in ["nobody", "no such", "%00", &"x".repeat(200)] {
        let form = [("title", "Pond"), ("username", &*grace.username), ("username", name)];
        let page = ada.asks_for_group(&form).await.is(422).page();
        assert!(page.complaint("q").is_some(), "{name}");
        assert!(page.picks().contains(&(grace.username.clone(), true)), "{name}");
    }
    chat.place.obeys("user disable grace").await;
    let form = [("title", "Pond"), ("username", &*grace.username)];
    assert!(ada.asks_for_group(&form).await.is(422).page().complaint("q").is_some());
    ada.post("/groups/new").body("title=%ff&description=%ff&username=%ff").await.is(422);
    assert_eq!(ada.opens("/conversations").await.entries(), []);
}

#[tokio::test]
async fn people_are_looked_for_without_script_and_who_is_ticked_stays_so() {
    let chat = Chat::start().await;
    let (ada, grace, dora) =
        (chat.person("ada").await, chat.person("grace").await, chat.person("dora").await);
    ada.talks_to(&grace).await;
    let offered = |page: Page| page.picks();
    let page = ada.opens("/groups/new").await;
    assert_eq!(offered(page), [("grace".to_owned(), false)], "who was talked to lately");
    let form = [("find", "1"), ("q", "dor"), ("title", "Pond"), ("username", "grace")];
    let page = ada.asks_for_group(&form).await.is(200).page();
    assert_eq!(page.value("title").as_deref(), Some("Pond"));
    assert_eq!(page.attribute("main [name=q]", "value").as_deref(), Some("dor"));
    let wanted = [("dora".to_owned(), false), ("grace".to_owned(), true)];
    assert_eq!(offered(page), wanted);
    let list = ada.asks_for_group(&form).htmx().await.is(200).page();
    assert!(!list.is_whole() && !list.has("form"));
    assert_eq!(offered(list), wanted);
    let nobody = [("find", "1"), ("q", "zzz"), ("username", "grace")];
    let page = ada.asks_for_group(&nobody).await.is(200).page();
    assert!(page.text().contains("Nobody here is called that."), "{}", page.text());
    assert_eq!(offered(page)[0], ("grace".to_owned(), true));
    // Enter looks while a name is typed, and makes the group else.
    let typing = [("enter", "1"), ("q", "dor"), ("title", "Pond"), ("username", "grace")];
    assert_eq!(offered(ada.asks_for_group(&typing).await.is(200).page()), wanted);
    assert_eq!(dora.opens("/conversations").await.entries(), [], "nothing was made");
    let page = ada.opens("/groups/new").await;
    let first = page.all("main form [type=submit]", |one| one.attr("name").map(str::to_owned));
    assert_eq!(first[0].as_deref(), Some("enter"));
    let made = [("enter", "1"), ("q", ""), ("title", "Pond"), ("username", "dora")];
    ada.asks_for_group(&made).await.is(303);
    assert_eq!(dora.opens("/conversations").await.entries().len(), 1);
}

#[tokio::test]
async fn whoever_runs_a_group_adds_and_removes_and_all_hear_of_it() {
    let (_chat, [ada, grace, dora, emil], group) = pond().await;
    emil.get(&group.path()).await.is(404);
    let page = ada.acts(&group, "members", &[("username", "nobody")]).await.is(422).page();
    assert!(page.complaint("q").is_some());
    let page = ada.acts(&group, "members", &[]).await.is(422).page();
    assert!(page.complaint("q").is_some(), "nobody was ticked");
    let adding = ada.opens(&group.at("members/add")).await;
    assert!(!adding.picks().iter().any(|(name, _)| name == "grace"), "{:?}", adding.picks());
    ada.takes_in(&group, &[&emil]).await;
    ada.takes_in(&group, &[&emil]).await;
    let lines = emil.looks_at(&group).await.lines();
    assert_eq!(lines.last().unwrap(), "Ada added Emil");
    assert_eq!(lines.len(), 2, "who is in already is not added again");
    assert_eq!(emil.sees_members(&group).await.len(), 4);

    ada.turns_out(&group, &emil).await;
    for path in [group.path(), group.at("settings"), group.at("members"), group.at("messages")] {
        emil.get(&path).await.is(404);
    }
    let text = [("body", "still here?"), ("nonce", "n-1")];
    emil.post(&group.messages()).form(&text).await.is(404);
    assert_eq!(emil.opens("/conversations").await.entries(), []);
    let lines = dora.looks_at(&group).await.lines();
    assert_eq!(lines.last().unwrap(), "Ada removed Emil");
    assert_eq!(grace.sees_members(&group).await.len(), 3);
}

#[tokio::test]
async fn what_only_others_may_do_is_refused_with_a_sentence() {
    let (_chat, [ada, grace, dora, emil], group) = pond().await;
    let of_admins = [
        ("settings", [("title", "Mine")].as_slice()),
        ("members", &[("username", "emil")]),
        ("members/ada/remove", &[]),
        ("members/dora/remove", &[]),
        ("members/dora/role", &[("role", "admin")]),
        ("invitation", &[]),
        ("delete", &[("title", "The pond")]),
    ];
    for (what, fields) in of_admins {
        let page = grace.acts(&group, what, fields).await.is(403).page();
        assert!(page.text().contains("who manage this group"), "{what}: {}", page.text());
        let told = grace.acts(&group, what, fields).htmx().await.is(403).page();
        assert!(!told.is_whole(), "{what}");
        // For who is no member it does not exist.
        emil.acts(&group, what, fields).await.is(404);
    }
    grace.get(&group.at("members/add")).await.is(403);
    for what in ["settings", "members", "members/add"] {
        emil.get(&group.at(what)).await.is(404);
    }
    for what in ["leave", "join"] {
        emil.acts(&group, what, &[]).await.is(404);
    }
    let settings = grace.opens(&group.at("settings")).await;
    for selector in ["#about", "#invitation", "#delete", ".people details"] {
        assert!(!settings.has(&format!("main {selector}")), "{selector}");
    }
    assert!(settings.has("#leave"));
    // An admin runs the group and does not own it.
    ada.gives_role(&group, &grace, "admin").await;
    for what in ["members/ada/remove", "members/dora/role", "delete"] {
        let fields = [("role", "admin"), ("title", "The pond")];
        grace.acts(&group, what, &fields).await.is(403);
    }
    ada.acts(&group, "members/ada/remove", &[]).await.is(403);
    ada.acts(&group, "members/dora/role", &[("role", "queen")]).await.is(400);
    ada.acts(&group, "members/emil/role", &[("role", "admin")]).await.is(404);
    ada.acts(&group, "members/nobody/remove", &[]).await.is(404);
    grace.turns_out(&group, &dora).await;
}

#[tokio::test]
async fn roles_are_given_taken_and_handed_over() {
    let (_chat, [ada, grace, dora, _], group) = pond().await;
    ada.gives_role(&group, &grace, "admin").await;
    let roles = |listed: Vec<(String, String)>| -> Vec<String> {
        listed.into_iter().map(|(name, role)| format!("{name} {role}")).collect()
    };
    let seen = roles(dora.sees_members(&group).await);
    assert_eq!(seen, ["ada Owner", "grace Admin", "dora "]);
    ada.gives_role(&group, &grace, "member").await;
    ada.gives_role(&group, &dora, "owner").await;
    let seen = roles(grace.sees_members(&group).await);
    assert_eq!(seen, ["dora Owner", "ada Admin", "grace "]);
    let page = ada.acts(&group, "members/grace/role", &[("role", "admin")]).await.is(403).page();
    assert!(page.text().contains("who manage this group"));
    let lines = grace.looks_at(&group).await.lines();
    let wanted = [
        "Ada made Grace an admin",
        "Ada made Grace a member without further rights",
        "Dora owns the group now",
    ];
    assert_eq!(lines[1..], wanted);
}

#[tokio::test]
async fn a_group_is_what_its_form_says() {
    let (_chat, [ada, grace, ..], group) = pond().await;
    let described = "Frogs & <toads>\nEvery spring";
    let form =
        [("title", "The <lake>"), ("description", described), ("open", "1"), ("history", "all")];
    ada.acts(&group, "settings", &form).await.redirects_to(&group.at("settings"));
    let page = grace.opens(&group.at("settings")).await;
    assert_eq!(page.text_of(".profile h2").as_deref(), Some("The <lake>"));
    assert_eq!(page.text_of(".profile__about").as_deref(), Some(described));
    assert!(page.text_of(".profile .soft").unwrap().contains("Open group"));
    let lines = grace.looks_at(&group).await.lines();
    let wanted = [
        "Ada changed the title to The <lake>",
        "Ada changed the description",
        "Ada opened the group: anybody can find it and join",
    ];
    assert_eq!(lines[1..], wanted);
    let mine = ada.opens(&group.at("settings")).await;
    assert_eq!(mine.value("title").as_deref(), Some("The <lake>"));
    assert_eq!(about(&mine), described);
    assert_eq!(mine.chosen("open").as_deref(), Some("1"));
    // Nothing is changed by the same again.
    ada.acts(&group, "settings", &form).await.is(303);
    assert_eq!(grace.looks_at(&group).await.lines().len(), lines.len());
    for (field, wrong) in [
        ("title", [("title", ""), ("description", "kept"), ("open", "0")]),
        ("description", [("title", "kept"), ("description", &"x".repeat(401)), ("open", "0")]),
    ] {
        let page = ada.acts(&group, "settings", &wrong).await.is(422).page();
        assert!(page.complaint(field).is_some(), "{field}");
        assert_eq!(page.value("title").as_deref(), Some(wrong[0].1));
        assert_eq!(about(&page), wrong[1].1);
        assert_eq!(page.chosen("open").as_deref(), Some("0"));
    }
}

#[tokio::test]
async fn whoever_leaves_is_out_and_the_last_one_ends_it() {
    let (_chat, [ada, grace, dora, _], group) = pond().await;
    let hint = |page: Page| page.text_of("#leave .soft").unwrap();
    assert!(hint(ada.opens(&group.at("settings")).await).contains("You are the owner"));
    assert!(hint(dora.opens(&group.at("settings")).await).contains("somebody has to add you"));
    ada.acts(&group, "leave", &[]).await.redirects_to("/conversations");
    ada.get(&group.path()).await.is(404);
    let lines = dora.looks_at(&group).await.lines();
    assert_eq!(lines[1], "Ada left the group");
    assert!(lines[2].ends_with("owns the group now"), "{lines:?}");
    grace.acts(&group, "leave", &[]).await.is(303);
    assert!(hint(dora.opens(&group.at("settings")).await).contains("the only member"));
    dora.acts(&group, "leave", &[]).await.redirects_to("/conversations");
    for person in [&ada, &grace, &dora] {
        person.get(&group.path()).await.is(404);
        assert_eq!(person.opens("/conversations").await.entries(), []);
    }
}

#[tokio::test]
async fn a_group_is_deleted_by_its_owner_who_types_its_title() {
    let (_chat, [ada, grace, ..], group) = pond().await;
    for typed in ["", "the pond", "The pond!"] {
        let page = ada.acts(&group, "delete", &[("title", typed)]).await.is(422).page();
        assert!(page.has("#delete [name=title][aria-invalid=true]"), "{typed}");
        assert_eq!(page.attribute("#delete [name=title]", "value").as_deref(), Some(typed));
        assert!(!page.has("#about [aria-invalid=true]"));
    }
    grace.looks_at(&group).await;
    ada.acts(&group, "delete", &[("title", " The pond ")]).await.redirects_to("/conversations");
    for person in [&ada, &grace] {
        person.get(&group.path()).await.is(404);
    }
}

#[tokio::test]
async fn an_open_group_is_found_and_joined() {
    let (_chat, [ada, grace, _, emil], group) = pond().await;
    let found = async |person: &Person| person.opens("/people?q=pon").await;
    assert!(found(&emil).await.text().contains("Nobody here is called that."));
    assert!(found(&grace).await.text().contains("The pond"), "her own");
    emil.acts(&group, "join", &[]).await.is(404);
    let open = [("title", "The pond"), ("open", "1"), ("history", "joining")];
    ada.says(&group, "before he came").await;
    ada.acts(&group, "settings", &open).await.is(303);

    let page = found(&emil).await;
    assert!(page.text().contains("1 group") && page.text().contains("3 members"));
    assert!(page.has(&format!("form[action='{}']", group.at("join"))));
    emil.acts(&group, "join", &[]).await.redirects_to(&group.path());
    let page = emil.looks_at(&group).await;
    assert_eq!(page.lines(), ["Emil joined the group"]);
    assert_eq!(page.messages().len(), 0, "it begins for him where he came");
    assert!(found(&emil).await.has(&format!("a[href='{}']", group.path())));
    emil.acts(&group, "join", &[]).await.redirects_to(&group.path());
    assert_eq!(ada.looks_at(&group).await.lines().len(), 4, "he joined once");
}

#[tokio::test]
async fn a_link_lets_somebody_in_until_there_is_another_or_none() {
    let (chat, [ada, grace, _, emil], group) = pond().await;
    let first = ada.makes_link(&group).await;
    let page = ada.opens(&group.at("settings")).await;
    assert!(!page.html.contains(&first), "shown once");
    assert!(page.text().contains("There is a link that works"));
    let link = ada.makes_link(&group).await;
    emil.get(&first).await.is(410);
    emil.post(&first).await.is(410);
    let page = emil.opens(&link).await;
    assert_eq!(page.text_of("h1").as_deref(), Some("The pond"));
    assert!(page.text().contains("3 members") && page.text().contains("You are invited"));
    let asked = chat.visitor().get(&link).await.location();
    let next: String = url::form_urlencoded::byte_serialize(link.as_bytes()).collect();
    assert_eq!(asked, format!("/login?next={next}"));
    // Whoever has been signed out meanwhile comes back to it.
    let asked = chat.visitor().post(&link).await.location();
    assert_eq!(asked, format!("/login?next={next}"));
    emil.post(&link).await.redirects_to(&group.path());
    let lines = grace.looks_at(&group).await.lines();
    assert_eq!(lines.last().unwrap(), "Emil joined the group by its link");
    assert!(emil.opens(&link).await.text().contains("a member of this group already"));
    let answer = ada.acts(&group, "invitation", &[("revoke", "1")]).await;
    answer.redirects_to(&group.at("settings#invitation"));
    emil.get(&link).await.is(410);
    for token in ["x", "%00", "%ff", &"a".repeat(5_000)] {
        emil.get(&format!("/join/{token}")).await.refused();
    }
}

#[tokio::test]
async fn a_link_with_an_invitation_lets_somebody_new_in() {
    let (chat, ada) = Chat::by_invitation().await;
    let group = ada.makes_group("The pond", &[]).await;
    let page = ada.acts(&group, "invitation", &[("guests", "1")]).await.is(200).page();
    let address = page.attribute("#link", "value").unwrap();
    let path = address[address.find("/join/").unwrap()..].to_owned();
    let visitor = chat.visitor();
    let register = visitor.get(&path).await.location();
    assert!(register.starts_with("/register?invite="), "{register}");
    let (grace, begins_at) = Person::registers_at(&register, visitor, "grace").await;
    assert!(path.starts_with(&begins_at), "{begins_at}");
    grace.post(&begins_at).await.redirects_to(&group.path());
    assert_eq!(
        grace.looks_at(&group).await.lines().last().unwrap(),
        "Grace joined the group by its link"
    );
    // Who may not invite cannot hand such a link out.
    ada.gives_role(&group, &grace, "admin").await;
    grace.acts(&group, "invitation", &[("guests", "1")]).await.is(403);
    assert!(!grace.opens(&group.at("settings")).await.has("[name=guests]"));
    assert!(ada.opens(&group.at("settings")).await.has("[name=guests]"));
}

#[tokio::test]
async fn other_conversations_have_no_such_pages() {
    let chat = Chat::start().await;
    let (ada, grace, conversation) = chat.pair().await;
    let direct = Group(conversation);
    for what in ["settings", "members", "members/add"] {
        ada.get(&direct.at(what)).await.is(404);
    }
    let forms = ["settings", "members", "leave", "delete", "invitation", "join"];
    for what in forms.into_iter().chain(["members/grace/remove", "members/grace/role"]) {
        let fields = [("title", "x"), ("username", &*grace.username), ("role", "admin")];
        ada.acts(&direct, what, &fields).await.is(404);
    }
    let page = ada.looks_at(&direct).await;
    assert!(!page.has("#menu [href$=settings]") && !page.has("#menu [formaction$=leave]"));
}

#[tokio::test]
async fn the_header_says_how_many_are_here() {
    let (chat, [ada, grace, dora, emil], group) = pond().await;
    let count = group.at("members?count=1");
    let page = dora.looks_at(&group).await;
    assert_eq!(page.attribute("header [hx-get]", "hx-get").as_deref(), Some(count.as_str()));
    let _open = grace.listens_to(&group).await;
    let told = ada.get(&count).await.is(200).page();
    assert_eq!(told.text(), "3 members, 1 here");
    emil.get(&count).await.is(404);
    // Who is signed out stays where they are, and is told by the stream.
    chat.visitor().get(&count).htmx().await.is(204);
}

#[tokio::test]
async fn members_are_looked_for_by_name() {
    let (_chat, [ada, ..], group) = pond().await;
    let names = |page: Page| -> Vec<String> {
        page.members().into_iter().map(|one| one.username).collect()
    };
    for (typed, wanted) in [("gra", vec!["grace"]), ("@DORA", vec!["dora"]), ("zz", vec![])] {
        let page = ada.opens(&group.at(&format!("members?q={typed}"))).await;
        assert_eq!(names(page), wanted, "{typed}");
    }
    assert_eq!(names(ada.opens(&group.at("members?from=2")).await), ["grace"]);
    ada.opens(&group.at("members?from=99999")).await;
    ada.get(&group.at("members?from=-1")).await.is(400);
}
