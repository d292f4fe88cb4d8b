//! Groups of whoever cannot look after them any more.

use crate::harness::Chat;

const OWNERS: &str = "SELECT count(*) FROM members WHERE role = 'owner'";

#[tokio::test]
async fn a_group_of_who_is_disabled_has_another_owner() {
    let chat = Chat::start().await;
    let (ada, grace, dora) =
        (chat.person("ada").await, chat.person("grace").await, chat.person("dora").await);
    let group = ada.makes_group("The pond", &[&grace, &dora]).await;
    dora.makes_group("The well", &[]).await;
    ada.gives_role(&group, &dora, "admin").await;
    let told = chat.place.obeys("user disable dora").await;
    assert!(!told.contains("Groups"), "there is nobody else in hers: {told}");
    let told = chat.place.obeys("user disable ada").await;
    assert!(told.contains("somebody else owns from now on: 1"), "{told}");
    let role = |name: &str, role: &str| (name.to_owned(), role.to_owned());
    let roles = [role("grace", "Owner"), role("ada", "Admin"), role("dora", "Admin")];
    assert_eq!(grace.sees_members(&group).await, roles);
    let lines = grace.looks_at(&group).await.lines();
    assert_eq!(lines.last().unwrap(), "Grace owns the group now");
    let told = chat.place.obeys("user disable grace").await;
    assert!(!told.contains("Groups"), "nobody is left who could: {told}");
    assert_eq!(chat.place.count(OWNERS).await, 2);
}
