//! The texts of the seeded rows, in several writing systems: a client has to be tested with more than ASCII.

/// First and last names. Some networks return no last name.
pub(crate) const NAMES: [(&str, Option<&str>); 20] = [
    ("Ayşe", Some("Yılmaz")),
    ("İbrahim", Some("Çağlar")),
    ("Zoë", Some("Núñez")),
    ("Łukasz", Some("Żółkiewski")),
    ("ليلى", Some("حداد")),
    ("محمد", Some("العلي")),
    ("נועה", Some("לוי")),
    ("אבי", None),
    ("王", Some("小明")),
    ("李", Some("娜")),
    ("さくら", Some("田中")),
    ("健太", None),
    ("O'Brien \"Bo\"", Some("Smith-Jones")),
    ("Anaïs", Some("Lefèvre")),
    ("Jürgen", Some("Groß")),
    ("🌻 Marta", Some("Kovács")),
    ("Björk", Some("Guðmundsdóttir")),
    ("Nguyễn", Some("Thị Hồng")),
    ("Grace", Some("Okafor")),
    ("e\u{301}lodie", Some("combining")),
];

/// The texts of messages.
pub(crate) const MESSAGES: [&str; 18] = [
    "Hello, is my order on its way?",
    "Merhaba, siparişim nerede? Çok teşekkürler!",
    "مرحبا، متى يصل الطلب؟",
    "שלום, אפשר לקבל עזרה?",
    "你好，请问什么时候发货？",
    "こんにちは、返品したいのですが。",
    "👍🏽",
    "👨‍👩‍👧‍👦 for four, please 🎂",
    "Où en est ma réclamation n° 42 ?",
    "Can I change the address to\n12 Main Street\n3rd floor?",
    "ok",
    "C:\\orders\\latest.csv says \"paid\"",
    "<b>not</b> a tag & not a script",
    "İyi günler, IŞIK mağazası kaçta açılıyor?",
    "mixed اتجاه and left-to-right 123",
    "Thank you so much, that solved it.",
    "Sizin için hemen kontrol ediyorum.",
    "We will be back with you in a minute.",
];

/// The tags that conversations, messages and contacts carry.
pub(crate) const TAGS: [&str; 8] = ["VIP", "billing", "iade", "délai", "שירות", "عاجل", "退款", "🔥 hot"];

/// The stages that conversations and contacts pass through.
pub(crate) const STAGES: [&str; 4] = ["New", "Waiting for customer", "Teklif verildi", "完了"];

/// The agents of the workspace: first name, last name.
pub(crate) const AGENTS: [(&str, Option<&str>); 6] = [
    ("Deniz", Some("Arslan")),
    ("María José", Some("Fernández")),
    ("רחל", Some("כהן")),
    ("Tom", None),
    ("美咲", Some("佐藤")),
    ("Omar", Some("الفاسي")),
];

/// The names of the broadcasts.
pub(crate) const BROADCASTS: [&str; 5] =
    ["Spring sale", "Bayram indirimi", "إعلان الشحن", "春节活动", "Opening hours"];

/// The names of the templates that broadcasts send.
pub(crate) const TEMPLATES: [&str; 2] = ["order_update", "spring_sale"];

/// Cities and their countries.
pub(crate) const PLACES: [(&str, &str); 6] = [
    ("İstanbul", "Türkiye"),
    ("München", "Germany"),
    ("حيفا", "Israel"),
    ("東京", "Japan"),
    ("São Paulo", "Brazil"),
    ("Washington", "United States"),
];
