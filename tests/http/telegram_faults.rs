//! What breaks between a message and its notice: it comes late and comes once.

use std::time::Duration;

use sea_orm::{ConnectionTrait, TransactionTrait};

use crate::harness::away::Scene;
use crate::harness::postgres::Postgres;
use crate::harness::redis::Redis;
use crate::harness::telegram::{Call, Telegram};
use crate::harness::{Chat, Mode, Place, eventually, within};

/// What is promised, and a moment for a busy machine.
const FETCHED_AGAIN: Duration = Duration::from_secs(15 + 3);
const A_MINUTE_LATE: Duration = Duration::from_secs(75);
/// By design, whatever happens to Redis.
const LATEST: Duration = Duration::from_secs(110);
const A_QUARTER_OF_AN_HOUR: Duration = Duration::from_secs(16 * 60);
const TWO_DAYS: Duration = Duration::from_secs(49 * 3600);
/// What is not given back is sent after it, at the earliest.
const A_CLAIM: Duration = Duration::from_secs(60);
/// A claim, and the round of the sweep after it.
const TWO_MINUTES_LATE: Duration = Duration::from_secs(120);

#[tokio::test]
async fn a_kill_during_the_call_delays_the_notice_and_loses_nothing() {
    let mut scene = Scene::start().await;
    let held = scene.telegram.holds("SendMessage");
    scene.says("cut off").await;
    scene.telegram.is_sending("cut off").await;
    scene.chat.kill();
    held.ends_given_up().await;
    scene.chat.resume().await;
    scene.phone.hears_late("cut off").await;
    assert_eq!(scene.phone.shows().len(), 1);
    assert_eq!(scene.telegram.attempts("cut off"), 2);
}

#[tokio::test]
async fn a_notice_goes_whose_place_was_taken_when_the_process_died() {
    let mut scene = Scene::start().await;
    let first = scene.hears_something(A_QUARTER_OF_AN_HOUR).await;
    let held = scene.telegram.holds("DeleteMessage");
    scene.says("rings again").await;
    scene.phone.hears("rings again").await;
    eventually("the first one to be deleted", async || {
        (!scene.telegram.calls("DeleteMessage").is_empty()).then_some(())
    })
    .await;
    scene.chat.kill();
    held.ends_given_up().await;
    assert!(scene.phone.shows().contains(&first));
    scene.chat.resume().await;
    let is_gone = async || (!scene.phone.shows().contains(&first)).then_some(());
    within(TWO_MINUTES_LATE, "the first one to go", is_gone).await;
    assert_eq!(scene.phone.shows().len(), 1);
    assert_eq!(scene.telegram.attempts("rings again"), 1);
}

#[tokio::test]
async fn a_notice_that_cannot_be_deleted_now_goes_later() {
    let scene = Scene::start().await;
    let first = scene.hears_something(A_QUARTER_OF_AN_HOUR).await;
    scene.telegram.refuses("DeleteMessage", Some(7), 1, 502, "Bad Gateway");
    scene.says("rings again").await;
    let second = scene.phone.hears("rings again").await;
    let is_gone = async || (!scene.phone.shows().contains(&first)).then_some(());
    within(TWO_MINUTES_LATE, "the first one to go", is_gone).await;
    assert_eq!(scene.phone.shows(), [second]);
    assert_eq!(scene.telegram.calls("DeleteMessage").len(), 2);
}

#[tokio::test]
async fn a_notice_that_is_too_old_to_be_deleted_says_so() {
    let scene = Scene::start().await;
    let first = scene.hears_something(TWO_DAYS).await;
    scene.says("rings again").await;
    scene.phone.hears("rings again").await;
    let shown = scene.phone.hears("There is a newer notice below").await;
    assert_eq!(shown.id, first.id);
    assert!(scene.telegram.calls("DeleteMessage").is_empty());
}

#[tokio::test]
async fn another_process_goes_on_when_the_one_with_the_job_is_killed() {
    if !Mode::is_full() {
        return;
    }
    let mut scene = Scene::start().await;
    let held = scene.telegram.holds("SendMessage");
    scene.says("handed over").await;
    scene.telegram.is_sending("handed over").await;
    let _there = scene.another_process().await;
    scene.chat.kill();
    held.ends_given_up().await;
    scene.phone.hears_late("handed over").await;
    assert_eq!(scene.phone.shows().len(), 1);
}

#[tokio::test]
async fn a_worker_that_wakes_up_late_sends_nothing_twice() {
    if !Mode::is_full() {
        return;
    }
    let scene = Scene::with(&[("NOTIFY_AFTER", "1s")]).await;
    let database = scene.chat.place.database().await;
    scene.says("slept over").await;
    // It claims the row and then waits for who is to be told.
    let links = database.begin().await.unwrap();
    links.execute_unprepared("LOCK TABLE telegram_links IN ACCESS EXCLUSIVE MODE").await.unwrap();
    let claims = "SELECT 1 FROM notifications WHERE claim IS NOT NULL";
    let claimed = async || {
        let statement = sea_orm::Statement::from_string(sea_orm::DbBackend::Postgres, claims);
        database.query_one_raw(statement).await.unwrap().map(|_| ())
    };
    eventually("a claim", claimed).await;
    scene.chat.signal("STOP");
    links.commit().await.unwrap();

    // As if it had slept for longer than a claim lasts.
    database.execute_unprepared("UPDATE notifications SET claimed_until = 1").await.unwrap();
    let there = scene.another_process().await;
    // The sleeper may have been handed the job, so the next sweep counts.
    scene.phone.hears_late("slept over").await;
    scene.chat.signal("CONT");
    // It is awake, and what comes after is told by both.
    scene.chat.person("edsger").await;
    scene.grace.on(&there).await.says(&scene.conversation, "good morning").await;
    scene.phone.hears_late("slept over\ngood morning").await;
    assert_eq!(scene.telegram.attempts("slept over"), 1);
    assert_eq!(scene.phone.shows().len(), 1);
}

/// While it is away nobody knows who is here, so notices wait.
#[tokio::test]
async fn a_redis_that_comes_back_empty_delays_a_notice_and_loses_none() {
    if !Mode::is_full() {
        return;
    }
    let redis = Redis::start().await;
    let place = Place::on(&redis).await;
    let scene = Scene::at(place, &[]).await;
    redis.stop().await;
    scene.says("without Redis").await;
    let noticed = async || scene.chat.log().text().contains("going on without it").then_some(());
    eventually("it to be missed", noticed).await;
    redis.resume().await;
    scene.phone.hears_late("without Redis").await;
    assert_eq!(scene.telegram.attempts("without Redis"), 1);
}

#[tokio::test]
async fn what_telegram_could_not_take_is_tried_again() {
    let scene = Scene::start().await;
    scene.telegram.refuses("SendMessage", Some(7), 2, 502, "Bad Gateway");
    scene.says("at the third attempt").await;
    eventually("the settings to say so", async || {
        let page = scene.ada.opens("/settings").await;
        page.has("#telegram [data-state=failing]").then_some(())
    })
    .await;
    scene.phone.hears_late("at the third attempt").await;
    assert_eq!(scene.telegram.attempts("at the third attempt"), 3);
    let is_linked = async || (scene.link_state().await.as_deref() == Some("linked")).then_some(());
    eventually("the settings to say that it works", is_linked).await;
}

#[tokio::test]
async fn a_call_without_an_answer_is_given_up_and_made_again() {
    let scene = Scene::start().await;
    let held = scene.telegram.holds("SendMessage");
    scene.says("anybody there?").await;
    within(A_MINUTE_LATE, "a second attempt", async || {
        (scene.telegram.attempts("anybody there?") == 2).then_some(())
    })
    .await;
    held.let_go();
    scene.phone.hears("anybody there?").await;
}

#[tokio::test]
async fn what_telegram_refuses_for_good_is_given_up_and_counted() {
    let scene = Scene::start().await;
    scene.telegram.refuses("SendMessage", Some(7), 1, 400, "Bad Request: some new rule");
    scene.says("unfit").await;
    let settings = scene.telegram.settings();
    eventually("check to count it", async || {
        let ended = scene.chat.place.natter(["check"]).sets(settings).run().await;
        ended.output.contains("0 waiting; 1 given up").then_some(())
    })
    .await;
    assert_eq!(scene.telegram.attempts("unfit"), 1);
    // The next message is another occasion.
    scene.says("fit").await;
    scene.phone.hears("unfit\nfit").await;
}

const MANY: usize = 200;
const PAUSE: Duration = Duration::from_secs(2);
/// Calls that were on their way when the answer came.
const ON_THE_WAY: Duration = Duration::from_secs(1);

#[tokio::test]
async fn two_hundred_notices_keep_a_pause_in_their_middle_and_all_arrive_once() {
    let telegram = Telegram::start().await;
    let settings = [&telegram.settings()[..], &[("NOTIFY_AFTER", "0s")]].concat();
    let chat = Chat::with(&settings).await;
    let ada = chat.person("ada").await;
    let crowd = chat.crowd_around(&ada, MANY).await;
    let linked = "
        INSERT INTO telegram_links (user_id, chat_id, linked_at)
        SELECT id, 1000 + ROW_NUMBER() OVER (ORDER BY username), 0 FROM users
        WHERE username LIKE 'guest%'";
    chat.place.executes(linked).await;

    for (number, (_, conversation)) in crowd.iter().enumerate() {
        if number == MANY / 2 {
            telegram.slows_down("SendMessage", 1, PAUSE.as_secs());
        }
        ada.says(conversation, "to all of you").await;
    }
    let phones: Vec<_> = (1..=MANY)
        .map(|number| telegram.phone(1000 + i64::try_from(number).unwrap(), "guest"))
        .collect();
    // Where Redis paused, people count as here for a while.
    within(LATEST, "all to be told", async || {
        phones.iter().all(|phone| !phone.shows().is_empty()).then_some(())
    })
    .await;
    assert!(phones.iter().all(|phone| phone.shows().len() == 1));
    let calls = telegram.calls("SendMessage");
    assert_eq!(calls.len(), MANY + 1, "one was refused and sent again");
    // Who was refused is whoever was asked for twice.
    let of_chat = |one: &Call| -> Vec<_> {
        let same = calls.iter().filter(|call| call.body["chat_id"] == one.body["chat_id"]);
        same.map(|call| call.at).collect()
    };
    let refused = calls.iter().map(of_chat).find(|at| at.len() == 2).unwrap();
    let (began, waited) = (refused[0], refused[1] - refused[0]);
    assert!(PAUSE <= waited && waited < A_CLAIM, "{waited:?}: asked again when the pause ended");
    let during =
        calls.iter().filter(|call| call.at > began + ON_THE_WAY && call.at < began + PAUSE).count();
    assert_eq!(during, 0, "sent while Telegram had asked for a pause");
}

#[tokio::test]
async fn an_answer_waits_for_a_database_that_is_away() {
    if !Mode::is_full() {
        return;
    }
    let postgres = Postgres::start().await;
    let place = Place::fresh().await.with("DATABASE_URL", &postgres.database().await);
    let scene = Scene::at(place, &[]).await;
    scene.says("lunch?").await;
    let notice = scene.hears("lunch?").await;
    postgres.stop().await;
    scene.phone.replies(notice.id, "at one");
    // Longer than what is tried when the database is there and says no.
    let warned = || scene.chat.log().text().matches("waits for the database").count();
    within(A_MINUTE_LATE, "it to be tried again and again", async || (warned() > 6).then_some(()))
        .await;
    postgres.resume().await;
    eventually("the answer", async || (scene.texts().await == ["lunch?", "at one"]).then_some(()))
        .await;
}

#[tokio::test]
async fn the_bot_is_heard_soon_after_the_process_that_fetched_has_crashed() {
    if !Mode::is_full() {
        return;
    }
    let mut scene = Scene::start().await;
    let _other = scene.another_process().await;
    scene.chat.kill();
    scene.phone.says("/help");
    let heard = async || scene.telegram.has_no_updates().then_some(());
    within(FETCHED_AGAIN, "the other process to fetch", heard).await;
}

#[tokio::test]
async fn updates_may_begin_with_any_number_after_a_quiet_week() {
    let scene = Scene::start().await;
    scene.phone.says("/status");
    scene.phone.hears("Notices are on").await;
    scene.telegram.begins_numbers_anew();
    scene.phone.says("/help");
    scene.phone.hears("/unmute").await;
    eventually("it to be confirmed", async || scene.telegram.has_no_updates().then_some(())).await;
}

/// Makes a send wait, when it has begun and locks nothing yet, until nobody is to be
/// told anything any more.
const WAITS_UNTIL_ALL_ARE_TOLD: [&str; 3] = [
    "CREATE FUNCTION waits(bigint, integer) RETURNS boolean LANGUAGE plpgsql AS $$ BEGIN
         IF current_query() LIKE '%was_read_seq%' THEN
             FOR turn IN 1..400 LOOP
                 EXIT WHEN NOT EXISTS (SELECT 1 FROM notifications
                     WHERE due_at IS NOT NULL OR claim IS NOT NULL);
                 PERFORM pg_sleep(0.05);
             END LOOP;
         END IF;
         RETURN $1 OPERATOR(pg_catalog.>=) $2;
     END $$",
    "CREATE OPERATOR public.>= (LEFTARG = bigint, RIGHTARG = integer, FUNCTION = waits)",
    "DO $$ BEGIN
         EXECUTE format('ALTER DATABASE %I SET search_path = public, pg_catalog',
             current_database());
     END $$",
];

#[tokio::test]
async fn what_is_said_while_a_notice_is_given_back_is_told_as_well() {
    if !Mode::is_full() {
        return;
    }
    let place = Place::fresh().await;
    for statement in WAITS_UNTIL_ALL_ARE_TOLD {
        place.executes(statement).await;
    }
    let scene = Scene::at(place, &[("NOTIFY_AFTER", "1s")]).await;
    scene.says("before").await;
    scene.says("meanwhile").await;
    let told = scene.phone.shows();
    assert!(told.len() == 1 && told[0].text.ends_with("before"), "{told:?}");
    scene.phone.hears("meanwhile").await;
}
