# Слова Natter по-русски. Коротко, тепло, по делу, без восклицательных знаков.

description = Мессенджер для тех, кто знаком друг с другом, на собственном сервере.

## Accounts
register-title = Новая учётная запись
register = Создать учётную запись
have-account = Уже есть учётная запись?
new-here = Впервые здесь?
sign-in = Войти
sign-out = Выйти
username = Имя пользователя
username-hint = От 3 до 32 знаков: a–z, 0–9, точка, дефис, подчёркивание
display-name = Как вас показывать другим
password = Пароль
password-hint = Не короче 8 знаков
show-password = Показать пароль
password-lost = Забыли пароль? Попросите у того, кто ведёт этот сервер, ссылку для нового.
email-optional = Электронная почта (по желанию)
email-hint = С ней можно войти. Её никто не видит, и писем мы не шлём.
username-or-email = Имя пользователя или почта
invite = Код приглашения
invited-by = { $name } приглашает вас на { $place }. Заведите учётную запись — и можно сразу поговорить.

## Conversations
conversations = Беседы
notes-to-self = Заметки для себя
no-messages-yet = Сообщений пока нет
conversation-empty-title = { $name } и вы
conversation-empty = Здесь ещё ничего не сказано. Поздоровайтесь — поле для сообщения внизу.
notes-empty-title = Место для заметок
notes-empty = Запишите то, что не хотите потерять. Заметки будут на всех ваших устройствах.
more-conversations = Ещё беседы
skip = Перейти к содержимому
welcome-title = Продолжим разговор
welcome = Выберите беседу или найдите, с кем поговорить.
welcome-empty-title = Здравствуйте, { $name }
welcome-empty = Здесь пока тихо. Найдите кого-нибудь и скажите первое слово.
preview-own = Вы:
unread = { $count ->
    [one] непрочитанное сообщение
    [few] непрочитанных сообщения
   *[other] непрочитанных сообщений
}
back = Назад к беседам

## Присутствие
online = В сети
away = Нет на месте
last-seen = был(а)

## Messages
messages = Сообщения
message = Сообщение
message-to = Сообщение для { $name }
message-deleted = Сообщение удалено
send = Отправить
sent = Отправлено
read = Прочитано
typing = { $name } печатает
typing-many = { $names } печатают
typing-here = печатает
sending = Отправляется
still-sending = Всё ещё отправляется
not-sent = Не отправлено.
draft = Черновик:
preview-sending = Отправляется:
preview-not-sent = Не отправлено:
characters-left = Осталось знаков:
discard = Удалить
send-again = Отправить ещё раз
new-messages = Новые сообщения · { $count }
jump = К последним сообщениям
load-earlier = Показать более ранние
loading-earlier = Загружаются более ранние…
load-later = Показать более поздние
loading-later = Загружаются более поздние…
mark-read = Отметить прочитанным

## Files
files-pictures = { $count ->
    [1] Изображение
    [one] { $count } изображение
    [few] { $count } изображения
   *[many] { $count } изображений
}
files-videos = { $count ->
    [1] Видео
    [one] { $count } видео
    [few] { $count } видео
   *[many] { $count } видео
}
files-several = { $count ->
    [one] { $count } файл
    [few] { $count } файла
   *[many] { $count } файлов
}
files-voice = Голосовое сообщение
files-audio = Аудио
files-with-text = { $files }: { $line }
file-size-bytes = { $count ->
    [one] { $count } байт
    [few] { $count } байта
   *[many] { $count } байт
}
file-size-kb = { $size } КБ
file-size-mb = { $size } МБ
decimal-mark = ,

## Emoji
emoji = Эмодзи
emoji-search = Найти эмодзи
emoji-all = Все эмодзи
emoji-recent = Недавние
emoji-none = Так не называется ни один эмодзи.
emoji-found = { $count ->
    [one] Найден { $count } эмодзи
    [few] Найдено { $count } эмодзи
   *[other] Найдено { $count } эмодзи
}
emoji-smileys = Смайлики
emoji-people = Люди
emoji-nature = Животные и природа
emoji-food = Еда и напитки
emoji-travel = Путешествия и места
emoji-activities = Занятия
emoji-objects = Вещи
emoji-symbols = Символы
emoji-flags = Флаги

## Streams
stream-removed = Вы больше не участвуете в этой беседе.
stream-signed-out = На этом устройстве вы вышли. Нажмите где угодно, чтобы войти.
stream-too-many = Natter открыт слишком во многих местах. Это окно подождёт, пока вы к нему не вернётесь.
stream-too-many-programs = У этой учётной записи открыто слишком много потоков; этот был самым старым.
stream-token-ended = Этот токен отозван или истёк.
offline = Нет связи. Написанное уйдёт, когда она появится.
offline-held = Нет связи. Другие страницы откроются, когда она появится.

## People
new-conversation = Новая беседа
everybody = Все, кто здесь
everybody-empty = Больше пока никого.
find-people = Найти людей
search-people = Найти людей по имени
search-hint = Имя или имя пользователя
search = Искать
people-found = { $count ->
    [one] { $count } человек
    [few] { $count } человека
   *[other] { $count } человек
}
people-found-first = Первые { $count }
nobody-found = Здесь никого так не зовут.
person-reader = это вы
write = Написать
contacts = Ваши контакты
contacts-empty = Пока никого. Те, кого вы добавите, всегда будут под рукой.
contact-add = Добавить в контакты
contact-remove = Убрать из контактов
contact-add-name = Добавить в контакты: { $name }
contact-remove-name = Убрать из контактов: { $name }
profile-contact = В ваших контактах
profile-no-contact = Не в ваших контактах
profile-reader = Таким вас видят другие.

## Поиск
search-all = Поиск везде
search-hint-all = Поиск людей, бесед и сообщений
search-messages = Сообщения со словами «{ $words }»
search-everything = Ищите во всём, что можете прочесть
search-endings = Имена, названия и слова. Окончания не важны: «лодка» найдёт и «лодку».
search-quotes = Слова, которые стоят вместе, возьмите в кавычки:
search-quoted = «полная вода»
search-from = От
search-from-whom = От кого
search-from-hint = Имя пользователя или «me» — вы сами
search-in = Где
search-in-which = В какой беседе
search-everywhere = Везде
search-when = Когда
search-after = Начиная с этого дня
search-before = До этого дня
search-has-picture = Изображение
search-has-file = Файл
search-has-link = Ссылка
search-unindexed = { $count ->
    [one] Старые сообщения готовятся к поиску. Пока не находится { $count }.
    [few] Старые сообщения готовятся к поиску. Пока не находятся { $count }.
   *[other] Старые сообщения готовятся к поиску. Пока не находятся { $count }.
}
results-people = Люди
hits = { $count ->
    [one] { $count } сообщение
    [few] { $count } сообщения
   *[other] { $count } сообщений
}
hits-more = Больше { $count } сообщений, сначала новые
hits-further = Ещё сообщения
hit-in = в «{ $title }»
hit-to-you = вам
hit-to = кому: { $name }
hit-in-notes = в заметках себе
nothing-found = Ничего не найдено
nothing-found-with = Ничего со словами «{ $words }»
nothing-found-hint = Проверьте, нет ли опечатки, или уберите фильтр. Удалённые сообщения не находятся.

## Группы
group = Группа
new-group = Новая группа
group-title = Название
group-description = Описание (по желанию)
group-description-hint = О чём группа и как в ней принято. Участники видят это на странице группы.
group-access = Кто может вступить
group-closed = Закрытая
group-closed-hint = Людей добавляют владелец и администраторы, или они дают ссылку.
group-open = Открытая
group-open-hint = Группу находит и может в неё вступить любой на этом сервере.
group-history = Что могут прочесть новые участники
group-history-all = Всё
group-history-all-hint = И то, что было сказано до них.
group-history-joining = С того дня, как пришли
group-history-joining-hint = Для них группа начинается в этот день.
group-people = Люди
group-find = Найти
group-nobody-offered = Найдите людей по имени и отметьте, кто будет в группе.
group-nobody-found = Здесь никого так не зовут. Кто отмечен, остаётся отмеченным.
person-contact = контакт
person-in-group = уже в группе
group-make = Создать группу
add-people = Добавить людей
add-chosen = Добавить
back-to-group = Назад к группе
closed-group = Закрытая группа
opened-group = Открытая группа
group-members = { $count ->
    [one] { $count } участник
    [few] { $count } участника
   *[other] { $count } участников
}
members-here = { $count ->
    [0] никого в сети
   *[other] { $count } в сети
}
group-and-members = Группа и участники
group-empty = Здесь не осталось ничего, что вы могли бы прочесть. Напишите первое слово внизу.
members = Участники
members-find = Найти участника
members-found = { $count ->
    [one] Так зовут { $count } участника
    [few] Так зовут { $count } участников
   *[other] Так зовут { $count } участников
}
members-none-found = Никого из участников так не зовут.
members-all = Все участники: { $count }
members-more = Ещё участники
members-added-by = Людей добавляют только владелец и администраторы.
role-owner = Владелец
role-admin = Администратор
member-change = Изменить: { $name }
member-make-admin = Сделать администратором
member-take-admin = Снять с роли администратора
member-hand-over = Передать группу
member-hand-over-hint = Владеть группой будет { $name }, а вы станете администратором. Вернуть группу сможет только новый владелец.
member-hand-over-yes = Передать
member-remove = Удалить из группы
group-about = Название и правила
group-avatar-remove = Оставить инициалы
group-link = Ссылка-приглашение
group-link-hint = По ссылке может вступить любой, у кого здесь есть учётная запись.
group-link-there = Есть действующая ссылка. Её показали, когда создали, и нигде не хранят.
group-link-make = Создать ссылку
group-link-make-another = Создать другую ссылку
group-link-another-hint = Прежняя перестанет действовать.
group-link-once = Скопируйте её сейчас. Больше она не появится.
group-link-new = Новая ссылка
group-link-guests = По ней можно и завести учётную запись
group-link-revoke = Отозвать
leave-group = Покинуть группу
leave-group-hint = Она исчезнет из ваших бесед со всем, что в ней сказано. Чтобы вернуться, нужно, чтобы вас добавили.
leave-group-open-hint = Она исчезнет из ваших бесед со всем, что в ней сказано. Вы сможете вступить снова.
leave-group-owner-hint = Вы владелец. Группа перейдёт к тому, кто дольше всех администратор, а если таких нет — кто дольше всех участник.
leave-group-last-hint = Кроме вас, в группе никого нет. Если вы её покинете, её не станет, и всё сказанное пропадёт.
leave-group-yes = Покинуть
delete-group = Удалить группу
delete-group-hint = Группа и всё, что в ней сказано, исчезнет у всех участников. Отменить это нельзя.
delete-group-typed = Для подтверждения напишите название
join-group = Вступить
join-group-name = Вступить в группу: { $title }
join-group-ask = Вас приглашают в эту группу.
join-group-member = Вы уже участник этой группы.
group-to-conversation = К беседе
groups-found = { $count ->
    [one] { $count } группа
    [few] { $count } группы
   *[other] { $count } групп
}
group-joined = вы в ней
show-which = Какие беседы
show-all = Все
show-unread = Непрочитанные
show-groups = Группы
all-read = Всё прочитано
all-read-hint = Новое появится здесь.
no-groups = Вы ни в одной группе
no-groups-hint = Создайте свою или попросите ссылку-приглашение.
show-all-conversations = Показать все

## Settings
settings = Настройки
back-to-settings = Назад к настройкам
profile = Профиль
username-is = Ваше имя пользователя: { $username }.
avatar = Аватар
avatar-frame = Что другие видят на аватаре
avatar-hint = JPEG, PNG, GIF или WebP. Будет видна середина.
avatar-use = Поставить
avatar-remove = Оставить инициалы
avatar-saved = Аватар сохранён.
avatar-removed = Вместо аватара снова инициалы.
crop-zoom = Ближе
crop-hint = Двигайте картинку мышью, пальцем или стрелками.
save-profile = Сохранить профиль
save = Сохранить
saved = Сохранено
current-password = Текущий пароль
new-password = Новый пароль
new-password-hint = Не короче 8 знаков. На других устройствах придётся войти заново.
confirm-email-hint = Нужен, только если вы меняете адрес почты.
known-chat = Сохранить привязку к { $chat } в Telegram
known-chat-hint = Отметьте, только если это ваш чат. Иначе привязка закончится вместе со старым паролем, и в чат придёт сообщение об этом.
change-password = Сменить пароль
reset-title = Новый пароль
reset-button = Сохранить и войти
password-changed = Пароль изменён. На всех других устройствах вы вышли.
preferences = Язык, вид, присутствие
language = Язык
language-browser = Как в браузере
theme = Тема
theme-system = Как на устройстве
theme-light = Светлая
theme-dark = Тёмная
time-zone = Часовой пояс
time-zone-device = Как на устройстве
time-zone-hint = По нему показывается всё время и считаются тихие часы.
receipts = Отметки о прочтении
receipts-hint = Две галочки показывают другим, что вы прочли, а вам, что прочли они. Если выключить, их не видит никто.
on = Включены
off = Выключены
show-presence = Показывать другим, когда я в сети
show-presence-hint = Иначе для других вас как будто нет. Вы их видите по-прежнему.
telegram-off = На этом сервере не настроен бот Telegram, поэтому туда ничего не отправляется.
telegram-out-of-reach = Telegram сейчас не отвечает. Загляните позже.
telegram-wrong-token = Telegram не знает токен бота этого сервера. Исправить это может тот, кто ведёт сервер.
telegram-hint = Natter может сообщать вам в Telegram, когда кто-то написал, пока вас не было, и отвечать можно оттуда же.
telegram-linked = Привязан { $chat }.
telegram-failing = Привязан { $chat }, но сообщения сейчас не доходят. Попытки продолжаются.
telegram-blocked = Привязан { $chat }, но бот там заблокирован. Чтобы снова получать уведомления, разблокируйте его в Telegram и отправьте пробное сообщение.
telegram-last-sent = Последнее сообщение отправлено
telegram-link = Привязать Telegram
telegram-unlink = Отвязать
telegram-unlinked = Telegram больше не привязан.
telegram-test = Отправить пробное сообщение
telegram-test-sent = Пробное сообщение отправлено.
telegram-test-blocked = Бот заблокирован в Telegram.
telegram-test-failed = Пробное сообщение не удалось отправить.
telegram-open = Откройте эту ссылку на устройстве с Telegram или наведите на картинку телефон и нажмите там Start.
telegram-open-bot = Открыть @{ $bot }
telegram-qr = QR-код той же ссылки
telegram-type = Или отправьте этот код боту @{ $bot }:
telegram-good-for = Действует десять минут и один раз. Страница узнает сама.
bot-does-status = Что здесь привязано
bot-does-mute = Пока не присылать уведомления
bot-does-unmute = Снова присылать
bot-does-stop = Отвязать этот чат
bot-does-help = Что умеет этот бот
bot-hello = Этот бот сообщает, когда вам написали в Natter, пока вас не было. Чтобы начать, откройте там настройки, выберите «Привязать Telegram» и перейдите по ссылке или отправьте код сюда.
bot-help = Я сообщаю, когда вам написали в Natter, пока вас не было. /status покажет, что привязано, /mute и /unmute выключают и включают уведомления, /stop отвязывает этот чат.
bot-linked = Чат привязан к @{ $username } в Natter. Здесь вы узнаете, когда вам напишут в ваше отсутствие.
bot-move = Этот чат привязан к @{ $from }. Привязать его вместо этого к @{ $to }?
bot-move-yes = Да, привязать
bot-move-no = Нет, оставить
bot-kept = Всё осталось как было.
bot-old-button = Эта кнопка больше ничего не делает.
bot-unknown-code = Эта ссылка или код больше не действует. Получите новые в настройках Natter.
bot-too-many-codes = Слишком много неверных кодов. Подождите несколько минут.
bot-moved = @{ $username } теперь привязан к другому чату Telegram. Сюда больше ничего не придёт. Если это были не вы, смените пароль в Natter и привяжите этот чат снова.
bot-ended = Пароль @{ $username } изменён, поэтому этот чат больше не привязан. Сюда больше ничего не придёт. Привязать его снова можно в настройках Natter.
bot-stopped = Чат больше не привязан. Сюда больше ничего не придёт.
bot-muted = Уведомлений не будет, пока вы не отправите /unmute.
bot-unmuted = Уведомления снова будут приходить.
bot-state = Чат привязан к @{ $username }. Уведомления включены.
bot-state-muted = Чат привязан к @{ $username }. Уведомления выключены, /unmute включает их.
bot-not-understood = Не понимаю. /help покажет, что я умею.
bot-unknown-command = Не знаю такой команды. /help покажет те, что знаю.
bot-only-text = Я принимаю только текст.
bot-edited = Исправленные сообщения здесь ничего не меняют. Отправьте новое.
bot-private = Я работаю только в личном чате.
bot-disabled = Ваша учётная запись в Natter отключена, поэтому ничего не сделано. Обратитесь к тому, кто ведёт сервер.
bot-not-a-notice = Не знаю, на что вы отвечаете. Ответьте на одно из моих уведомлений, и ваши слова попадут в ту беседу.
bot-not-a-member = Вы больше не участвуете в этой беседе.
bot-too-fast = Слишком быстро. Отправьте ещё раз чуть позже.
bot-read = Отмечено прочитанным.
bot-muted-8h = Тишина на 8 часов.
bot-test = Это пробное сообщение. Сюда будут приходить уведомления из Natter.
sessions = Устройства
device = { $browser }, { $system }
device-unknown = Неизвестный браузер
session-this = Это устройство
session-active = Использовалось
session-since = Вход выполнен
session-ended = На том устройстве вы вышли
sessions-ended = На всех других устройствах вы вышли
sign-out-here = Выйти здесь
sign-out-others = Выйти на всех остальных

tokens = Токены API
tokens-hint = Для программ, которые действуют от вашего имени.
token-new = Ваш новый токен
token-once = Скопируйте его сейчас: больше он показан не будет.
token-selected = Токен выделен, скопируйте его.
token-before = Этот токен уже создан и больше не показывается. Если вы его не скопировали, отзовите его и создайте другой.
token-revoked = Токен отозван
token-revoke = Отозвать
token-session = Вход выполнен программой
token-may = Права: { $scopes }
token-used = Использовался
token-unused = Ещё не использовался
token-from = с адреса { $address }
token-name = Имя нового токена
token-scopes = Что ему разрешено
token-scopes-hint = Читать то, что видите вы; писать, как вы; менять вашу учётную запись и то, чем управляете вы.
token-read = Читать
token-write = Писать
token-admin = Управлять
token-until = Срок действия
token-until-month = 30 дней
token-until-quarter = 90 дней
token-until-year = Год
token-until-ever = Без срока
token-make = Создать токен
keep-tokens = Сохранить мои токены API
keep-tokens-hint = Отметьте, только если все они вам знакомы. Иначе они перестанут действовать вместе со старым паролем.

## Invitations
invitations = Приглашения
invitations-hint = Тот, кому вы дадите ссылку, сможет завести здесь учётную запись и сразу попадёт в беседу с вами.
invitations-open = Учётную запись здесь может завести любой. Тот, кто придёт по вашей ссылке, сразу попадёт в беседу с вами.
invitations-closed = Регистрация закрыта: завести учётную запись нельзя, новую ссылку сделать тоже.
invite-people = Пригласить
invitation-days = Сколько дней действует
invitation-people = Сколько человек смогут войти
invitation-no-limit = Оставьте пустым, если без ограничения.
invitation-make = Сделать ссылку
invitations-valid = Действующие ссылки
invitations-waiting = Ссылки, которые ждут открытия регистрации
invitations-none = Сейчас ни одной.
invitation-link = Ссылка …{ $ending }
invitation-copy = Скопировать
invitation-copied = Скопировано
invitation-selected = Ссылка выделена, скопируйте её.
invitation-share = Поделиться
guests = Кто пришёл по ссылке
invitation-until = Действует до:
invitation-for-ever = Без срока
invitation-uses-of = использована { $uses } из { $most }
invitation-uses = { $count ->
    [one] использована { $count } раз
    [few] использована { $count } раза
   *[other] использована { $count } раз
}
invitation-qr = QR-код
invitation-qr-alt = QR-код этой ссылки
invitation-revoke = Отозвать
inviters = Кто ещё может приглашать
inviters-hint = Они делают свои ссылки, а вы видите ссылки всех. Если запретить, их ссылки перестанут действовать.
inviter-add = Разрешить приглашать
inviter-remove = Запретить приглашать

## Keys
keys = Клавиатура
key-search = Поиск
key-next = Следующая беседа
key-previous = Предыдущая беседа
key-composer = Написать сообщение
key-type = просто печатайте
key-leave-composer = Выйти из поля сообщения
key-send = Отправить
key-new-line = Новая строка
key-sheet = Эта подсказка
keys-single = Сокращения из одной клавиши на этом устройстве
keys-single-hint = Только там, где нечего писать: / — поиск, J и K — по списку бесед, ? — эта подсказка.
close = Закрыть

## Times
today = Сегодня
yesterday = Вчера
weekday-short = { $weekday ->
    [1] пн
    [2] вт
    [3] ср
    [4] чт
    [5] пт
    [6] сб
   *[7] вс
}
weekday-long = { $weekday ->
    [1] Понедельник
    [2] Вторник
    [3] Среда
    [4] Четверг
    [5] Пятница
    [6] Суббота
   *[7] Воскресенье
}
date-short = { $day } { $month ->
    [1] янв
    [2] фев
    [3] мар
    [4] апр
    [5] мая
    [6] июн
    [7] июл
    [8] авг
    [9] сен
    [10] окт
    [11] ноя
   *[12] дек
}
date-long = { $weekday }, { $day } { $month ->
    [1] января
    [2] февраля
    [3] марта
    [4] апреля
    [5] мая
    [6] июня
    [7] июля
    [8] августа
    [9] сентября
    [10] октября
    [11] ноября
   *[12] декабря
}
date-and-year = { $date } { $year } г.
date-and-time = { $date } { $year }, { $time }
this-minute = только что
minutes-ago = { $count ->
    [one] { $count } минуту назад
    [few] { $count } минуты назад
   *[many] { $count } минут назад
}
hours-ago = { $count ->
    [one] { $count } час назад
    [few] { $count } часа назад
   *[many] { $count } часов назад
}
day-ago = вчера
days-ago = { $count ->
    [one] { $count } день назад
    [few] { $count } дня назад
   *[many] { $count } дней назад
}

## What is wrong with a field
problem-not-text = Это не похоже на текст.
problem-not-a-number = Здесь должно быть целое число.
problem-username-length = В имени пользователя от 3 до 32 знаков.
problem-username-start = Имя пользователя начинается с буквы a–z или цифры.
problem-username-characters = В имени пользователя только a–z, 0–9, точка, дефис и подчёркивание.
problem-username-taken = Это имя пользователя занято. Попробуйте другое.
problem-username-reserved = Это имя пользователя никому не выдаётся. Попробуйте другое.
problem-display-name-length = В имени от 1 до 64 знаков.
problem-control-characters = Здесь есть невидимые знаки, которые нельзя сохранить.
problem-password-length = В пароле от 8 до 128 знаков.
problem-password-common = Этот пароль подбирают одним из первых. Придумайте менее распространённый.
problem-password-known = Это о вас знают другие. Придумайте то, чего они не знают.
problem-email = Это не похоже на адрес почты.
problem-email-taken = Учётная запись с этой почтой уже есть.
problem-invite = Это приглашение не действует.
problem-sign-in = Имя пользователя и пароль не подходят друг к другу.
problem-disabled = Эта учётная запись отключена. Обратитесь к тому, кто ведёт этот сервер.
problem-disabled-person = Эта учётная запись отключена: вас никто не прочтёт.
problem-unknown-person = Здесь нет никого с таким именем пользователя.
problem-current-password = Это не ваш текущий пароль.
problem-confirm = Введите здесь текущий пароль.
problem-language = Natter не говорит на этом языке.
problem-theme = Такой темы нет.
problem-time-zone = Такого часового пояса нет.
problem-on-or-off = Здесь можно только включить или выключить.
problem-nobody-chosen = Сначала отметьте кого-нибудь.
problem-contact-oneself = Вы и так всегда под рукой. Лучше напишите себе.
problem-contacts-full = Список полон. Сначала уберите кого-нибудь.
problem-invitation-days = От 1 до 365 дней, или оставьте поле пустым.
problem-invitation-uses = От 1 до 1000 человек, или оставьте поле пустым.
problem-invitations-full = У вас 50 действующих ссылок. Сначала отзовите одну.
problem-token-name = Дайте имя: от 1 до 64 видимых символов.
problem-token-scopes = Укажите, что ему можно; хотя бы одно.
problem-token-until = Выберите один из этих сроков.
problem-tokens-full = У вас 50 токенов. Сначала отзовите один.
problem-body-empty = Сначала напишите что-нибудь.
problem-body-long = В сообщении не больше 4000 знаков.
problem-nonce = В nonce этой формы может быть до 64 видимых знаков. Отправьте ещё раз.
problem-nonce-of-another = Этот nonce принадлежит другому сообщению, и оно отправлено.
problem-answered-is-gone = Сообщения, на которое вы отвечаете, уже нет. Уберите reply_to, чтобы отправить без него.
problem-unknown-scope = Есть права read, write и admin; назовите хотя бы одно.
problem-nothing-to-answer = Сообщения, на которое вы отвечаете, уже нет. Отправьте ещё раз, чтобы ушло без него.
problem-no-emoji = Это не эмодзи.
problem-too-many-reactions = Здесь уже двадцать разных реакций. Выберите одну из них.
problem-message-deleted = Это сообщение удалено.
error-not-yours = Это может только автор сообщения.
error-group-role = Это могут только владелец и администраторы группы.
problem-group-title = В названии от 1 до 80 знаков.
problem-group-title-typed = Это не название группы.
problem-group-description = В описании не больше 400 знаков.
problem-group-full = В группе не больше 1000 участников.
problem-removed-from-group = Вас удалили из этой группы. Попросите владельца или администратора добавить вас снова.
problem-nonce-used = С этой формой уже отправлено другое сообщение. Отправьте ещё раз, чтобы ушло и это.
problem-file-missing = Сначала выберите файл.
problem-file-empty = Этот файл пуст.
problem-picture-large = Эта картинка слишком большая, чтобы её показать. Её можно отправить как файл, со всеми данными в ней.
problem-picture-broken = Эта картинка повреждена. Её можно отправить как файл, со всеми данными в ней.
problem-avatar-kind = Выберите картинку JPEG, PNG, GIF или WebP.
problem-avatar-large = Эта картинка слишком большая: в ней может быть до 50 мегапикселей.
problem-avatar-broken = Эта картинка повреждена.
problem-crop = Такой части у картинки нет. Выберите её снова.
problem-storage-full = Ваши файлы занимают столько места, сколько этот сервер даёт одному человеку. Сначала удалите сообщения с файлами.
problem-file-gone = Файла больше нет. Выберите его ещё раз.
problem-files-many = В сообщении может быть до десяти файлов.
problem-file-too-large = Файл больше, чем принимает этот сервер.
problem-duration = Длина записи — это миллисекунды, не больше суток.
problem-waveform = Форма волны — до 64 знаков от 0 до 9 и от a до v.
problem-alt-long = В описании не больше 400 знаков.

## What happened to a group
line-and = { $names } и { $last }
line-and-others = { $count ->
    [one] { $names } и ещё { $count } участник
    [few] { $names } и ещё { $count } участника
   *[many] { $names } и ещё { $count } участников
}
line-created = { $author }: создана группа { $title }
line-added = { $author }: теперь в группе { $whom }
line-joined = { $author } теперь в группе
line-joined-by-link = { $author } теперь в группе, по ссылке
line-left = { $author } больше не в группе
line-removed = { $author }: больше не в группе { $whom }
line-admin = { $author }: { $whom } теперь администратор
line-no-admin = { $author }: { $whom } больше не администратор
line-owner = { $whom } теперь владелец группы
line-titled = { $author }: новое название — { $title }
line-described = { $author }: новое описание группы
line-pictured = { $author }: новый аватар группы
line-picture-removed = { $author }: аватар группы убран
line-opened = { $author }: группа открыта, её может найти и вступить в неё каждый
line-closed = { $author }: группа закрыта, в неё попадают только по приглашению
line-history-shown = { $author }: новые участники видят всё, что было сказано раньше
line-history-hidden = { $author }: новые участники видят только то, что сказано после их прихода

## Errors
error-number = Ошибка { $status }
error-not-found-title = Здесь ничего не сказано
error-not-found = Такой страницы нет, или эта беседа не ваша.
error-not-allowed-title = Не здесь
error-gone-title = Ссылка больше не действует
error-reset = Она действует один раз и один день, и только самая новая. Попросите другую у того, кто ведёт этот сервер.
error-registration-closed = На этом сервере не заводят новых учётных записей. Обратитесь к тому, кто его ведёт.
error-cross-site = Запрос пришёл с другого сайта, поэтому ничего не сделано. Откройте сам Natter и попробуйте там.
error-bad-request-title = Не получилось понять
error-host = В запросе не сказано, какому серверу он предназначен.
error-misdirected-title = Это другой дом
error-misdirected = Natter не знает, что у него есть такое имя. Тот, кто ведёт этот сервер, может добавить его в ALLOWED_HOSTS.
error-cursor = Эта ссылка ведёт туда, чего не может быть.
error-connection = Страница не знает своего потока. Загрузите её заново.
error-other-reader = Здесь с тех пор вошёл кто-то другой. Обновите страницу.
error-level = Группа может сообщать обо всех сообщениях, только о тех, что для вас, или ни о чём.
error-mute = На такое время звук не отключить.
error-not-now-title = Сейчас не получится
error-too-many-pinned = Закреплено уже десять бесед. Сначала открепите одну из них.
error-no-such-role = Такой роли в группе нет.
error-group-link = Эта ссылка больше не ведёт ни в какую группу. Попросите другую.
error-group-guests = Вы не можете открывать здесь учётные записи другим.
error-neither-on-nor-off = Это не «да» и не «нет».
error-no-such-message = Такого сообщения здесь нет.
error-cut-short = Форма дошла не целиком. Отправьте её ещё раз.
error-not-a-form = Natter понимает только формы.
error-too-large = Это больше, чем может быть сообщение.
error-file-too-large = В файле здесь может быть до { $count } МБ.
too-many-requests = Чуть помедленнее
too-many-requests-wait = { $count ->
    [one] Попробуйте через { $count } секунду.
    [few] Попробуйте через { $count } секунды.
   *[other] Попробуйте через { $count } секунд.
}
error-unavailable-title = Сейчас вернёмся
error-unavailable = Natter сейчас не может добраться до своих данных. Страница попробует снова сама.
error-unavailable-form = Natter сейчас не может добраться до своих данных. Вернитесь назад: набранное никуда не делось, отправьте его ещё раз чуть позже.
error-internal-title = Что-то пошло не так
error-internal = Ошибка наша, и она записана. Ничего не сделано наполовину.
error-no-token-title = Нет токена, или он не годится
error-no-token = Пришлите токен в заголовке Authorization. Его нет, он неизвестен, отозван или истёк.
error-missing-scope = Этому токену нельзя: у него нет права «{ $scope }».
error-not-json = Пришлите JSON и укажите это в Content-Type.
error-broken-json = Это не JSON, или он неполный.
error-fields-title = Что-то здесь не так
error-fields = Ничего не сделано. Что не так, сказано у каждого поля.
error-changed-title = Сообщение тем временем изменилось
error-wrong-method = По этому адресу такого метода нет.
error-begin-anew = Такая версия здесь неизвестна. Начните заново с сообщений как они есть.
problem-wrong-kind = Значение неверного типа.
problem-connection = Имя соединения: от 1 до 64 латинских букв, цифр, дефисов и подчёркиваний.
try-again = Попробовать снова
to-conversations = К вашим беседам
request = Запрос

## Уведомления в Telegram
notice-one = { $name }
notice-quote = ↩ { $name }: { $line }
notice-several = { $count ->
    [one] { $count } новое сообщение от { $name }
    [few] { $count } новых сообщения от { $name }
   *[many] { $count } новых сообщений от { $name }
}
notice-many = Больше 99 новых сообщений от { $name }
notice-nothing = { $count ->
    [one] У вас { $count } новое сообщение.
    [few] У вас { $count } новых сообщения.
   *[many] У вас { $count } новых сообщений.
}
notice-nothing-many = У вас больше 99 новых сообщений.
notice-group-one = { $name } · { $title }
notice-group-several = { $count ->
    [one] { $count } новое сообщение в группе { $title }
    [few] { $count } новых сообщения в группе { $title }
   *[many] { $count } новых сообщений в группе { $title }
}
notice-group-many = Больше 99 новых сообщений в группе { $title }
notice-group-said = { $name }: { $line }
notice-open = Открыть
notice-mute = Без звука 8 ч
notice-read = Прочитано в Natter.
notice-replaced = Ниже есть новое уведомление.

## Уведомления в настройках
notice-content = Что показывает Telegram
notice-content-text = Сообщение
notice-content-sender = Только имя автора
notice-content-nothing = Только то, что что-то пришло
notice-content-hint = Всё отправленное проходит через серверы Telegram.
notice-pictures = Прикладывать уменьшенные картинки
notice-pictures-hint = Первая картинка сообщения, пока Telegram показывает само сообщение.
quiet-from = Тихо с
quiet-until = Тихо до
quiet-hint = Между этими часами Telegram молчит, о непрочитанном скажет потом. Считаются по часовому поясу, выбранному выше, а если он не выбран, по UTC. Оставьте оба поля пустыми, чтобы получать уведомления в любое время.
problem-notice-content = Выберите один из трёх вариантов.
problem-time-of-day = Укажите время суток, например 22:30.
problem-quiet-half = Заполните оба времени или ни одного.
problem-quiet-empty = Конец не должен совпадать с началом.

## Отключение звука беседы
pinned = закреплена
pin = Закрепить наверху
unpin = Открепить
archive = В архив
unarchive = Вернуть из архива
archived = Архив
archived-hint = Новое сообщение вернёт беседу в список, если в ней не отключён звук.
archived-empty = В архиве ничего нет.
clear-history = Очистить историю
clear-history-hint = Всё, что здесь было сказано, исчезнет у вас — на всех устройствах и навсегда. У остальных всё останется.
clear-history-yes = Очистить у меня
menu = Ещё об этой беседе
mark-unread = Отметить непрочитанной
muted = Звук отключён
mentions-you = вас упомянули
mute-title = Уведомления в Telegram
mute-1h = Без звука 1 час
mute-8h = Без звука 8 часов
mute-tomorrow = Без звука до завтрашнего утра
mute-always = Без звука всегда
mute-off = Включить звук
level-title = О чём сообщать
level-all = Обо всех сообщениях
level-mentions = Об упоминаниях и ответах мне
level-nothing = Ни о чём

# What is done with a message

message-more = Что можно сделать с этим сообщением
message-actions = Что с ним сделать
completion = Кого упомянуть
completion-all = Все
readers = Кто прочитал
readers-counted = Прочитали: { $readers } из { $others }
readers-others = Остальные ещё не прочитали или не показывают, что прочитали.
message-link = Ссылка на это сообщение
back-to-conversation = Назад к беседе
reply = Ответить
reply-to = Ответ: { $name }
reply-leave = Не отвечать
edit = Изменить
edit-message = Изменить сообщение
edit-leave = Оставить как было
edited = Изменено
forward = Переслать
forward-title = Переслать
forward-to = Кому
forwarded-from = Переслано, автор: { $name }
message-pin = Закрепить
message-unpin = Открепить
message-pinned = Закреплено
pinned-all = Все закреплённые сообщения
pinned-none = Здесь ничего не закреплено.
copy-text = Копировать текст
copy-link = Копировать ссылку
copied = Скопировано
select = Выбрать
selected = Выбрано: { $count } из 30
delete-own-means = Ваши сообщения исчезнут у всех, чужие — только у вас.
delete-selected-for-me-means = Они исчезнут только у вас. Остальные будут их видеть.
delete = Удалить
delete-for-everybody = Удалить у всех
delete-for-everybody-means = Сообщение исчезнет у всех. На его месте останется «Сообщение удалено».
delete-for-me = Удалить у себя
delete-for-me-means = Сообщение исчезнет только у вас. Остальные будут его видеть.
and-others = { $count ->
    [one] и ещё { $count }
    [few] и ещё { $count }
   *[many] и ещё { $count }
}
problem-edited-meanwhile = Это сообщение тем временем изменили. Посмотрите, как оно теперь звучит, и сохраните.
problem-forward-messages = Выберите до тридцати сообщений.
problem-forward-targets = Выберите от одной до десяти бесед.
select-end = Готово
not-done = Не получилось. Попробуйте ещё раз.
not-loaded = Страница загрузилась не полностью. Обновите её и попробуйте ещё раз.
jump-to-date = Перейти к дате
jump-to-date-yes = Перейти
unread-from-here = Непрочитано отсюда
problem-forward-copies = Это слишком много за раз. Выберите меньше сообщений или бесед.

## Страница об API
api-title = API
api-lead = Всё, что здесь может человек, может и программа: писать, читать, ставить реакции, узнавать о новом. Она говорит на JSON по HTTP, и ей нужен токен.
api-your-tokens = Ваши токены
api-more = Что программы могут делать с ними
api-contents = На этой странице
api-begin-title = Начало
api-messages-title = Сообщения
api-reactions-title = Реакции
api-files-title = Файлы
api-upload = Форма, в которой есть `file`, а перед ним то, что о нём сказано: `nonce`, `alt`, `as_file`, у голосового сообщения ещё `voice`, `duration`, `waveform`. Отправьте его в течение дня по его `id`: `"files": ["…"]` в сообщении берёт до десяти, и `body` тогда может быть пустым. С тем же `nonce` он загружается один раз. Из изображений убирается место съёмки, если `as_file` не `1`.
api-download = Сам файл: по адресу `path` каждого сообщения, в котором он есть, для тех, кто видит это сообщение. Понимает `Range`. Где есть `thumbnail_path`, там лежит маленькое изображение.
api-news-title = Новое
api-problems-title = Ошибки и пределы
api-answer = Ответ { $status }
api-means = Что значит
api-events = События
api-begin = Создайте токен в настройках или получите его при входе. Посылайте его с каждым запросом и храните, как пароль. Токен может не больше своего владельца и не больше, чем вы ему разрешили.
api-scopes = Из его прав `read` видит то же, что вы, `write` делает то, что вы делаете каждый день, а `admin` меняет учётную запись. Ни одно не включает другое.
api-sign-in = Вход. Боту нужны `read` и `write`; без `scopes` токен может всё. По имени, `name`, вы найдёте его в настройках. Он действует 180 дней и есть только в этом ответе; `DELETE /sessions/current` отзывает его. Неверный пароль — это 422.
api-me = От чьего имени действует токен.
api-conventions = Каждый адрес ниже начинается с `/api/v1`. Время — UTC по RFC 3339, идентификаторы — строки. В ответе когда угодно может появиться новое: пропускайте незнакомые поля. Ваши незнакомые поля мы пропускаем, а неверное называем. Тексты приходят на языке учётной записи или на том, что в `Accept-Language`.
api-document = Всё целиком, для программ, которые пишут программы (OpenAPI 3.1):
api-start = Находит беседу с человеком или начинает её.
api-list = Беседы владельца токена: сначала закреплённые, потом те, где сообщения новее. `unread` считает чужие сообщения. Если есть ещё, `next` ставят в `?cursor=`, иначе это `null`. С `archived=true` — те, что в архиве.
api-conversation = Одна из них, по её `id`. `last_read_seq` — докуда вы прочитали, в том числе другой вашей программой. `version` растёт с каждым изменением.
api-send = `body` — Markdown, до 4000 знаков. У сообщения есть номер в беседе, `seq`: 1, 2, 3, без пропусков. С тем же `nonce`, до 64 знаков, оно отправится один раз, сколько бы вы ни пробовали, поэтому составляйте его из того, что делаете; его видят все, кто читает сообщение. Тот же `nonce` с другим текстом или `reply_to` — это 422 с полем `nonce`: первое отправлено, считайте дело сделанным. `reply_to` отвечает на `seq`. `seen` отмечает прочитанным всё до этого `seq`.
api-read = До 50 сообщений, старые сначала. `before`, `after` и `around` принимают `seq`, `on` — день, например `2026-11-22`, что-то одно; без них придут самые новые. `has_older` и `has_newer` говорят, есть ли ещё: идите дальше от `first` и `last`, ведь скрытого вами среди сообщений нет. На что отвечает сообщение, целиком стоит в его `reply_to`. У ваших в `author` ваше имя пользователя.
api-mark-read = Говорит, докуда вы прочитали. Назад не возвращается. Собеседник узнает об этом, если вы оба этим делитесь.
api-edit = Изменяет ваше сообщение. `version` — та, которую вы правили. Если текст с тех пор изменился, ничего не делается, и приходит ответ 409 с сообщением в его нынешнем виде.
api-search = Находит сообщения по словам в любой форме во всём, что вам видно, сначала новые. Последнее слово можно не дописывать. `"полная вода"` — фраза; `from:anna`, `in:"Лодочный клуб"`, `after:2026-11-01`, `before:2026-12-01` и `has:link` стоят среди слов или как параметры с этими именами. `marks` — какие знаки в `text` найдены. `next` ставят в `?cursor=`. Чего нет ни в одном сообщении, то не найдётся, а ошибкой текст не бывает.
api-react = Ставит реакцию. `"on": false` снимает её.
api-delete = Удаляет ваше сообщение у всех.
api-groups-title = Группы
api-make-group = Создаёт группу из владельца и `usernames`: из всех сразу, иначе 422. В `title` до 80 знаков, в `description` до 400. Группу с `open` находят через `GET /groups?q=`, и вступает в неё кто угодно: `POST …/join`. Если `history` — `joining`, вступивший видит то, что сказано с этого времени. С тем же `nonce` и названием группа будет одна, сколько бы вы ни пробовали.
api-change-group = Меняет то, что названо, и не трогает остального. Могут только владелец и администраторы; кто вы, говорит `role` в ответе.
api-role = Может только владелец: `admin`, `member` или `owner` — тот займёт ваше место.
api-members = Владелец, администраторы и участники, каждые по имени. Владелец и администраторы добавляют людей через `POST` с `usernames` и удаляют через `DELETE …/members/daniel`. Удалённый больше ничего не читает, и его потоки закрываются.
api-group-events = Сообщения как везде, а между ними — что произошло с группой: с `kind` `event` и без `body`. В `whom` первые четыре имени пользователя из `count`. Со временем у `what` могут появиться новые значения. Для тех, кого событие не касается, оно не считается непрочитанным.
api-group-link = Ссылка, по которой вступает кто угодно: людям — `url`, программам — `POST /groups/join` с `token`. Она есть только в этом ответе; новая занимает её место, а `DELETE` её отключает. Выйти — `POST …/leave`.
api-delete-group = Удаляет группу со всем, что в ней сказано, для всех. Может только владелец и для верности называет её название.
api-stream = Поток событий (server-sent events). Он начинается с того, что изменилось в `conversation` после версии `after`: каждое сообщение один раз, в его нынешнем виде, по порядку версий. Потом приходит список и всё, что происходит. Без `after` он начинается с первого сообщения, а с `version` и `epoch` беседы — с нового.
api-event-message = Сообщение новое или изменилось. `id` события — его `version`. Событие с `id` и без данных только двигает вас дальше.
api-event-list = Первая часть списка, в начале и когда что-то могло пропасть. Если `next` не `null`, читайте дальше: `GET /conversations?cursor=…`.
api-event-entries = Строки списка, какие они теперь: там что-то написали или прочитали
api-event-entry-gone = Чего больше нет в списке: вы там больше не участвуете
api-event-read = Докуда прочитали другие
api-event-hidden = Сообщение, которое вы скрыли у себя
api-event-pinned = Последнее закреплённое сообщение
api-event-typing = Кто-то печатает
api-event-presence = Кто здесь
api-event-reset = Пропущено слишком много, или этого никогда не было. Прочитайте беседу заново и следите с её `version`. Поток кончается.
api-event-closed = Токен больше не действует, вас больше нет в беседе, или открыто больше 64 потоков: `reason` — это `signed_out`, `removed` или `too_many`, а `detail` говорит это людям. Не возвращайтесь.
api-stream-list = Без `conversation` обо всех беседах рассказывают `list` и `entries`. У этих событий нет `id`: список приходит заново целиком. Что делать с беседой: прочитайте сообщения после её `last_read_seq` и отметьте их прочитанными, когда всё сделано. Тогда ничего не потеряется, пока вас нет, а с `nonce` из беседы и `seq` ничего не сделается дважды. Дайте боту свою учётную запись: что первым прочтёт её владелец или другая программа, то сделано и за него.
api-stream-cut = Соединение может оборваться когда угодно. Возвращайтесь с растущими паузами и называйте последний `id`, который видели: ничего не пропадёт и не повторится. Добавьте `epoch`, какой он у беседы, чтобы `reset` сказал вам, что сервер восстановлен из копии. Имена есть только у событий `reset`, `closed` и `ping`; последнее приходит каждые 15 секунд: если минуту ничего не было, соединение мертво.
api-tail = `natter tail --url …` делает всё это и печатает по событию на строке.
api-problems = Ошибка — это `application/problem+json`, как в RFC 9457: статус, фраза, которую можно показать людям, и какие поля неверны. Сами присылайте `application/json`.
api-status-400 = Это не JSON, или такого места в списке нет
api-status-401 = Токена нет, либо он отозван или истёк
api-status-403 = Вам этого нельзя; если не хватает права токену, `WWW-Authenticate` говорит, какого
api-status-404 = Этого нет, или это не для вас
api-status-409 = Тем временем сообщение изменилось; `message` — его нынешний вид
api-status-405 = По этому адресу такого метода нет; `Allow` говорит, какие есть
api-status-410 = Ссылка уже использована, или такой версии здесь не знают: начните заново
api-status-413 = Больше 64 кБ
api-status-415 = Это не `application/json`
api-status-422 = Что-то в запросе неверно; `errors` говорит, какое поле
api-status-429 = Слишком часто: подождите столько секунд, сколько в `Retry-After`
api-status-503 = Сервер сейчас не может; тот же запрос можно послать снова
api-limits = С токеном можно отправить 600 запросов подряд, а потом 50 в секунду; `RateLimit` в ответах говорит, сколько от этого осталось. Человек может отправить 60 сообщений подряд, а потом десять в секунду, и изменить 60 других вещей, а потом пять в секунду (отметок о прочтении и черновиков — 120 и двадцать) — всеми программами и страницами вместе; `Retry-After` говорит, когда продолжать.

## Файлы в строке ввода, в сообщениях и на своей странице
attach = Прикрепить файлы
record = Записать голосовое сообщение
picture = Изображение
video-named = Видео: { $name }
voice-of-length = Голосовое сообщение, { $length }
play = Слушать
pause = Пауза
position = Место
speed = Скорость: { $times }
download = Скачать
tray = Файлы к отправке
tray-full = { $count ->
    [one] В сообщении может быть не больше { $count } файла. Остальные не добавлены.
    [few] В сообщении может быть не больше { $count } файлов. Остальные не добавлены.
   *[many] В сообщении может быть не больше { $count } файлов. Остальные не добавлены.
}
tray-lost = Не дошло
tray-on-its-way = Загружается:
tray-again = Попробовать ещё раз
tray-remove = Убрать
tray-remove-named = Убрать { $name }
tray-as-file = Файлом
tray-alt = Что здесь видно?
tray-alt-named = Что видно на { $name }, для тех, кто не видит
tray-alt-lost = Описание не сохранено. При отправке будет ещё одна попытка.
tray-place-kept = Это изображение отправляется как есть: в нём может остаться место съёмки.
drop-here = Отпустите, чтобы добавить к сообщению
drop-limits = До 10 файлов, каждый до { $count } МБ
recorder = Запись
recorder-on = Запись
recorder-refused = Natter не может пользоваться микрофоном. Разрешите это в браузере, чтобы записывать.
recorder-discard = Удалить запись
recorder-pause = Пауза
recorder-resume = Продолжить
recorder-listen = Остановить и послушать
viewer = Изображение { $n } из { $m }
viewer-show = Показать в беседе
viewer-previous = Предыдущее изображение
viewer-next = Следующее изображение
shared = Изображения и файлы
shared-kinds = Виды
shared-pictures = Изображения
shared-files = Файлы
shared-links = Ссылки
shared-sound = Звук
shared-none = Здесь ещё ничего такого не отправляли.
shared-none-here = Среди последних сообщений ничего такого нет.
shared-older = Посмотреть раньше

## Found in a conversation
find = Искать в этой беседе
find-older = Раньше
find-newer = Позже
find-close = Закрыть поиск
find-place = { $number } из { $count }
find-place-of-more = { $number } из более чем { $count }
find-none = Нет
find-none-hint = Ничего не нашлось. Проверьте, как написано; удалённые сообщения не ищутся.
find-remaining = Пока ничего не нашлось: { $count ->
    [one] ещё не просмотрено { $count } старое сообщение.
    [few] ещё не просмотрены { $count } старых сообщения.
   *[many] ещё не просмотрено { $count } старых сообщений.
}

## Calendar
calendar = Календарь
calendar-days = Дни с сообщениями, { $month }
calendar-earlier = Раньше: { $month }
calendar-later = Позже: { $month }
calendar-none = В этом месяце ничего не писали.
month-and-year = { $month ->
    [1] Январь
    [2] Февраль
    [3] Март
    [4] Апрель
    [5] Май
    [6] Июнь
    [7] Июль
    [8] Август
    [9] Сентябрь
    [10] Октябрь
    [11] Ноябрь
   *[12] Декабрь
} { $year }
