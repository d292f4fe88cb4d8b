//! Two processes on a Redis Cluster, whose servers each hold a part of the
//! keys: everything shared works as on a single Redis.

use crate::harness::fault::talk_through;
use crate::harness::redis_cluster::RedisCluster;
use crate::harness::{Apart, Mode, Place, eventually};

async fn apart_on(cluster: &RedisCluster, settings: &[(&str, &str)]) -> Apart {
    Apart::at(Place::fresh().await.with("REDIS_URL", &cluster.address()), settings).await
}

#[tokio::test]
async fn what_is_said_on_one_arrives_at_the_other() {
    if !Mode::is_full() {
        return;
    }
    let scene = apart_on(RedisCluster::shared().await, &[]).await;
    let mut stream = scene.grace.listens_to(&scene.conversation).await;
    for text in ["one", "two", "three"] {
        scene.ada.says(&scene.conversation, text).await;
        stream.expects_message(text).await;
    }
    scene.ada.types(&scene.conversation).await;
    stream.expects_typing().await;
}

#[tokio::test]
async fn people_talk_on_two_processes() {
    if !Mode::is_full() {
        return;
    }
    let scene = apart_on(RedisCluster::shared().await, &[]).await;
    talk_through([&scene.ada, &scene.grace], &scene.conversation, async |_| {}).await;
}

#[tokio::test]
async fn sessions_presence_and_limits_are_shared() {
    if !Mode::is_full() {
        return;
    }
    let settings = [("PRESENCE_GRACE", "0s"), ("RATE_LIMITS", "on")];
    let scene = apart_on(RedisCluster::shared().await, &settings).await;
    let (ada, grace, conversation) = (&scene.ada, &scene.grace, &scene.conversation);

    let mut watching = ada.listens_to(conversation).await;
    watching.expects_presence("grace", "offline").await;
    let (stream, page) = grace.is_at(conversation).await;
    watching.expects_presence("grace", "online").await;
    grace.beats(&page, 0, 0).await;
    watching.expects_presence("grace", "away").await;
    drop(stream);
    watching.expects_presence("grace", "offline").await;

    let phone = ada.on(&scene.there).await;
    let mut there = phone.listens_to_the_list().await;
    ada.revokes(&phone.session().await).await.is(303);
    there.is_closed().await;
    assert!(!phone.is_in().await && ada.is_in().await);

    let visitors = [scene.here.visitor(), scene.there.visitor()];
    let mut refused = 0;
    for turn in 0..14 {
        let answer = visitors[turn % 2].signs_in("ada", "wrong password").await;
        refused += usize::from(answer.status == 429);
    }
    assert!(refused >= 2, "each process counted for itself");
}

#[tokio::test]
async fn one_server_of_the_cluster_freezes_and_wakes_up() {
    if !Mode::is_full() {
        return;
    }
    let cluster = RedisCluster::start().await;
    let scene = apart_on(&cluster, &[]).await;
    talk_through([&scene.ada, &scene.grace], &scene.conversation, async |progress| {
        progress.has_acknowledged(15).await;
        cluster.signal(1, "STOP");
        progress.has_acknowledged(50).await;
        cluster.signal(1, "CONT");
    })
    .await;
    // Subscriptions are back, too.
    let mut stream = scene.grace.listens_to(&scene.conversation).await;
    eventually("the backplane to carry something again", async || {
        scene.ada.types(&scene.conversation).await;
        let heard = stream.next().await.is_some_and(|event| event.is_typing());
        heard.then_some(())
    })
    .await;
    assert!(scene.ada.is_in().await && scene.grace.is_in().await);
}
