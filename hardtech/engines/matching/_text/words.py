"""Words too common to tell one document from another: English and Chinese function words."""

from __future__ import annotations

_ENGLISH = """
    a about above after again against all also am an and any are as at be because been before being below
    between both but by can could did do does doing down during each few for from further had has have having
    he her here hers him his how i if in into is it its itself just may me might more most must my no nor not
    of off on once only or other our ours out over own same shall she should so some such than that the their
    theirs them then there these they this those through to too under until up upon us very was we were what
    when where which while who whom whose why will with within without would you your yours
"""

_CHINESE = """
    的 了 和 是 在 与 及 等 对 为 中 上 下 将 并 而 或 其 以 从 由 于 有 被 把 也 都 就 之 这 那 该 此 进行
    一 个 一个 一种 我们 可以 通过 基于 以及 它 他 她 我 你 们 着 过 地 得 所 给 向 但 因 因为 所以 如果 并且
    不 没有 还 又 很 更 最 用 使 让 能 可 会 要 来 去 到 其中 这种 这个 那个 这些 那些 各 每 某 则 且 若
"""

ENGLISH = frozenset(_ENGLISH.split())
CHINESE = frozenset(_CHINESE.split())
