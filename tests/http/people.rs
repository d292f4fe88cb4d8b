//! Finding people, and what their cards show.

use futures_util::future::join_all;
use sea_orm::ConnectionTrait;

use crate::harness::person::email;
use crate::harness::{Chat, Person};

/// Ada, and Grace under a name of several words.
async fn ada_and_grace(chat: &Chat) -> (Person, Person) {
    let (ada, grace) = (chat.person("ada").await, chat.person("grace").await);
    grace.is_now_called("Grace Brewster Hopper").await;
    (ada, grace)
}

async fn all_find(person: &Person, typed: &[&str], found: &[&str]) {
    for typed in typed {
        assert_eq!(person.finds(typed).await, found, "{typed:?}");
    }
}

#[tokio::test]
async fn people_are_found_by_the_beginning_of_a_name_or_of_any_word_of_it() {
    let chat = Chat::start().await;
    let (ada, _) = ada_and_grace(&chat).await;
    let right = ["g", "gr", "grace", "@grace", " Grace ", "brew", "HOPPER", "brewster  h"];
    all_find(&ada, &right, &["grace"]).await;
    let wrong = ["race", "opper", "gracee", "grace hopper", "hopper grace", "brewster hx"];
    all_find(&ada, &wrong, &[]).await;
}

#[tokio::test]
async fn neither_case_nor_accents_nor_composition_hide_anybody() {
    let chat = Chat::start().await;
    let (ada, zoe) = (chat.person("ada").await, chat.person("someone").await);
    for name in ["Zoë Ёлкина", "ZOE\u{308} елкина", "zoe Е\u{308}лкина"] {
        zoe.is_now_called(name).await;
        let typed = ["zoe", "ZOË", "zoe\u{308}", "ёл", "ЕЛ", "е\u{308}лкина"];
        all_find(&ada, &typed, &["someone"]).await;
        all_find(&ada, &["zoé x", "лк"], &[]).await;
    }
}

#[tokio::test]
async fn letters_are_found_as_whoever_lacks_their_key_writes_them() {
    let chat = Chat::start().await;
    let (ada, other) = (chat.person("ada").await, chat.person("someone").await);
    for (name, typed) in [
        ("Łukasz", ["Lukasz", "ŁUKASZ"]),
        ("Søren", ["soren", "SØREN"]),
        ("Đức", ["Duc", "đức"]),
        ("Jana Weiß", ["WEISS", "weiß"]),
        ("Işıl", ["ışıl", "Isil"]),
        ("ΟΔΥΣΣΕΥΣ", ["οδυσσευς", "Οδυσσεύς"]),
        ("O’Brien", ["O'Brien", "obrien"]),
        ("Ольга-Мария", ["Мария", "ольга мария"]),
        ("Фёдор", ["федор", "ФЁДОР"]),
    ] {
        other.is_now_called(name).await;
        all_find(&ada, &typed, &["someone"]).await;
        all_find(&ada, &[name], &["someone"]).await;
    }
}

#[tokio::test]
async fn who_has_exactly_this_user_name_comes_first() {
    let chat = Chat::with(&[("RATE_LIMITS", "off")]).await;
    let ada = chat.person("ada").await;
    for (username, name) in [("aaa", "Max"), ("bbb", "Max"), ("max", "Zoe"), ("max-planck", "Max")]
    {
        chat.person(username).await.is_now_called(name).await;
    }
    ada.adds("aaa").await.is(303);
    assert_eq!(ada.finds("@Max").await[..2], ["max", "aaa"]);
    assert_eq!(ada.finds("max-planck").await, ["max-planck"]);
}

#[tokio::test]
async fn nobody_is_found_by_an_address() {
    let chat = Chat::start().await;
    let (ada, _) = ada_and_grace(&chat).await;
    let address = email("grace");
    all_find(&ada, &[&address, &address.to_uppercase(), &format!(" {address} ")], &[]).await;
    let parts = ["grace@", "grace@example", "grace@example.or", "example.org", "@example.org"];
    all_find(&ada, &parts, &[]).await;
    all_find(&ada, &["g%@example.org", "_race@example.org", &format!("x{address}")], &[]).await;
}

#[tokio::test]
async fn an_address_is_in_no_answer_about_its_owner() {
    let chat = Chat::start().await;
    let (ada, _) = ada_and_grace(&chat).await;
    ada.adds("grace").await.is(303);
    for answer in [
        ada.searches("grace").await,
        ada.get("/people/grace").await,
        ada.get("/contacts").await,
        ada.adds("grace").htmx().await,
    ] {
        let body = answer.is(200).body;
        assert!(body.contains("Grace Brewster Hopper") && !body.contains("example.org"), "{body}");
    }
}

#[tokio::test]
async fn a_new_name_is_found_and_the_old_one_no_longer() {
    let chat = Chat::start().await;
    let (ada, grace) = ada_and_grace(&chat).await;
    all_find(&ada, &["brewster", "hop"], &["grace"]).await;
    grace.is_now_called("Amazing Hopper").await;
    all_find(&ada, &["brewster"], &[]).await;
    all_find(&ada, &["amazing", "hop", "grace"], &["grace"]).await;
    all_find(&ada, &["amazing h"], &["grace"]).await;
}

/// Twenty-two people whose every name begins with the same letter.
async fn a_crowd(chat: &Chat) -> Vec<Person> {
    let people = (10..32).map(async |number| {
        let person = chat.person(&format!("crowd{number}")).await;
        person.is_now_called(&format!("C{number} ca cb cc cd ce cf cg")).await;
        person
    });
    join_all(people).await
}

#[tokio::test]
async fn at_most_twenty_are_shown_contacts_first() {
    let chat = Chat::start().await;
    let ada = chat.person("ada").await;
    a_crowd(&chat).await;
    let found = ada.finds("crowd").await;
    assert_eq!(found, (10..30).map(|number| format!("crowd{number}")).collect::<Vec<_>>());
    ada.adds("crowd15").await.is(303);
    ada.adds("crowd31").await.is(303);
    let found = ada.finds("crowd").await;
    assert_eq!(found[..3], ["crowd15", "crowd31", "crowd10"]);
    assert_eq!(found.len(), 20);
}

#[tokio::test]
async fn a_contact_is_found_however_many_others_are_called_alike() {
    let chat = Chat::start().await;
    let ada = chat.person("ada").await;
    a_crowd(&chat).await;
    chat.person("czeslaw").await;
    assert!(!ada.finds("c").await.contains(&"czeslaw".to_owned()), "there is a crowd before him");
    ada.adds("czeslaw").await.is(303);
    assert_eq!(ada.finds("c").await[0], "czeslaw");
}

#[tokio::test]
async fn nonsense_finds_nobody_and_breaks_nothing() {
    let chat = Chat::start().await;
    let (ada, _) = ada_and_grace(&chat).await;
    let long = "g".repeat(10_000);
    for typed in [
        "",
        " ",
        "%",
        "_",
        "g%",
        "gr_ce",
        "\\",
        "'",
        "\"><b>",
        "@",
        "*",
        "\0",
        "x\0y@z",
        "\u{301}",
        "\u{200b}",
        "\u{202e}ecarg",
        "שלום",
        "مرحبا",
        "x\u{301}\u{302}",
        "👩\u{200d}🚀",
        &long,
    ] {
        assert!(ada.searches(typed).await.is(200).page().people().is_empty(), "{typed:?}");
        assert!(ada.searches(typed).htmx().await.is(200).page().people().is_empty(), "{typed:?}");
    }
    let answer = ada.searches(&"ё".repeat(10_000)).await;
    assert!(answer.status < 500, "{}", answer.status);
    all_find(&ada, &["\u{200f}grace", "gra\u{301}ce", "g\0race"], &["grace"]).await;
}

#[tokio::test]
async fn bytes_that_are_no_text_are_refused_beside_the_field() {
    let chat = Chat::start().await;
    let (ada, _) = ada_and_grace(&chat).await;
    for typed in ["%ff", "grace%ff", "%c3", "%ed%a0%80"] {
        let path = format!("/people?q={typed}");
        let page = ada.get(&path).await.is(422).page();
        assert!(page.is_whole() && page.complaint("q").is_some(), "{typed}");
        assert!(page.people().is_empty(), "{typed}");
        ada.get(&path).htmx().await.is(422);
    }
}

#[tokio::test]
async fn a_search_is_a_page_for_a_visit_and_lines_for_the_script() {
    let chat = Chat::start().await;
    let (ada, _) = ada_and_grace(&chat).await;
    let page = ada.searches("brew").await.is(200).page();
    assert!(page.is_whole());
    assert_eq!(page.value("q").as_deref(), Some("brew"));
    let lines = ada.searches("brew").htmx().await.is(200).page();
    assert!(!lines.is_whole() && !lines.has("[name=q]"));
    assert_eq!(page.people(), lines.people());
    let unasked = ada.opens("/people").await;
    assert!(unasked.has("main [name=q]") && unasked.people().is_empty());
}

#[tokio::test]
async fn a_card_shows_who_somebody_is_and_leads_to_a_conversation() {
    let chat = Chat::start().await;
    let (ada, grace) = ada_and_grace(&chat).await;
    let card = ada.opens("/people/grace").await;
    assert!(card.text().contains("Grace Brewster Hopper") && card.text().contains("@grace"));
    assert!(card.has("form[action='/contacts'] [name=username][value=grace]"));
    assert!(card.has("form[action='/conversations'] [name=username][value=grace]"));
    let talk = ada.starts_with("grace").await.location();
    assert_eq!(ada.talks_to(&grace).await.path(), talk);

    ada.adds("grace").await.is(303);
    let known = ada.opens("/people/grace").await;
    assert!(known.has("form[action='/contacts/grace/remove']"));
    assert!(!known.has("form[action='/contacts']"));
    assert_ne!(card.text(), known.text());
    let own = ada.opens("/people/ada").await;
    assert!(!own.has("form[action^='/contacts']"), "nobody is their own contact");
}

#[tokio::test]
async fn there_is_no_card_of_nobody() {
    let chat = Chat::start().await;
    let (ada, _) = ada_and_grace(&chat).await;
    let long = "a".repeat(5000);
    for name in ["nobody", "gr", "grace%40example.org", "%00", "%ff", "a%20b", "%25", &long] {
        assert!(ada.get(&format!("/people/{name}")).await.is(404).page().is_whole(), "{name}");
        ada.get(&format!("/people/{name}")).htmx().await.is(404);
    }
}

#[tokio::test]
async fn a_name_is_words_wherever_it_is_shown() {
    let chat = Chat::start().await;
    let (ada, grace) = ada_and_grace(&chat).await;
    let name = "Gra <img src=x onerror=alert(1)> \"' &amp;";
    grace.is_now_called(name).await;
    ada.adds("grace").await.is(303);
    for path in ["/people?q=gra", "/people/grace", "/contacts"] {
        let page = ada.opens(path).await;
        assert!(!page.has("img[src=x]") && page.text().contains(name), "{path}: {}", page.html);
    }
    assert_eq!(grace.opens("/settings").await.value("display_name").as_deref(), Some(name));
}

#[tokio::test]
async fn who_was_here_before_is_found_by_the_rules_of_today() {
    let mut chat = Chat::start().await;
    let (ada, lukasz) = (chat.person("ada").await, chat.person("someone").await);
    lukasz.is_now_called("Łukasz O’Brien").await;
    chat.stop().await;
    let database = chat.place.database().await;
    for text in
        ["DELETE FROM search_names", "DELETE FROM seaql_migrations WHERE version LIKE '%_names'"]
    {
        database.execute_unprepared(text).await.unwrap();
    }
    database.close().await.unwrap();
    chat.resume().await;
    all_find(&ada, &["lukasz", "brien", "obrien", "someone"], &["someone"]).await;
}
