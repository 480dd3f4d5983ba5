"""The emoji that one may put under a message: a short list that people know, so that nobody has to search.

What a browser sends is compared with it: nothing else ever stands under a message.
"""

from django.utils.translation import gettext_lazy as _

QUICK = "👍 ❤️ 😄 🎉 👀 🙏".split()

GROUPS = [
    (_("Hands and hearts"), "👍 👎 👏 🙌 🙏 👋 🤝 💪 👌 ✌️ ❤️ 💚".split()),
    (_("Faces"), "😄 😂 😊 😍 🤩 😎 🤔 😮 😅 😢 😭 😡 🥳 🤗 🙈 🤯".split()),
    (_("Things one says"), "✅ ❌ ❓ ❗ 💯 👀 🔥 ✨ ⭐ 💡 🎉 🚀 🐛 🔧 📌 ⏳".split()),
    (_("House and yard"), "☕ 🍰 🍞 🍅 🍋 🌱 🌻 🌳 ☀️ 🌧️ ❄️ 🔑 🏠 🚲 🎵 🖨️".split()),
]

KNOWN = frozenset(emoji for _name, group in GROUPS for emoji in group)
