"""What the sentences say: tables that a lawyer can read."""

import re
from typing import Any

import pytest
from pydantic import TypeAdapter

from idi_platform.portal.law.examples import told_of
from idi_platform.portal.law.sentences import clocks, gates, papers, said_by
from idi_platform.portal.law.topics import matters_of
from idi_platform.rulebooks.predicates.conditions import condition
from idi_platform.rulebooks.predicates.naming import Naming, per_cent, with_unit
from idi_platform.rulebooks.schema.clocks import ClockDef
from idi_platform.rulebooks.schema.gates import GateDef, StepRule
from idi_platform.rulebooks.schema.papers import FigureDef, TermDef
from idi_platform.rulebooks.schema.predicates import Predicate
from idi_platform.rulebooks.shipped import load_shipped, shipped
from idi_platform.rulebooks.vocabulary import vocabulary

PREDICATE: TypeAdapter[Any] = TypeAdapter(Predicate)
OPEN_AND_SEVERE = {"all": [{"fact": "finding.is_severe", "is": True}, {"fact": "finding.is_open", "is": True}]}


@pytest.mark.parametrize(
    ("predicate", "kind", "said"),
    [
        ({"fact": "claim.cause", "exists": True}, "claim", "已有缺陷原因"),
        ({"fact": "claim.cause", "is": "design"}, "claim", "缺陷原因为“设计”"),
        ({"not": {"fact": "claim.cause", "is": "design"}}, "claim", "缺陷原因不是“设计”"),
        ({"fact": "claim.cause", "in": ["design", "materials"]}, "claim", "缺陷原因为“设计”或“材料”"),
        ({"fact": "claim.in_dispute", "is": True}, "claim", "争议中"),
        ({"not": {"fact": "claim.in_dispute", "is": True}}, "claim", "没有“争议中”的情形"),
        ({"fact": "claim.in_dispute", "is": False}, "claim", "没有“争议中”的情形"),
        (
            {"fact": "claim.amount", "at_most": {"fact": "policy.limit_left"}},
            "claim",
            "协议金额不超过保单的剩余保险金额",
        ),
        ({"not": {"fact": "claim.amount", "at_most": 500000}}, "claim", "协议金额超过500,000 元"),
        (
            {"fact": "unit.handed_over_on", "at_least": {"fact": "building.accepted_on", "plus": {"months": 6}}},
            "unit",
            "交付日期不早于楼栋的竣工验收合格日期之后 6 个月",
        ),
        ({"happened": "claim.record_survey"}, "claim", "已经“登记现场查勘”"),
        ({"not": {"happened": "claim.record_survey"}}, "claim", "没有“登记现场查勘”"),
        ({"open": "claim.determination"}, "claim", "“作出核定”的时限还在进行"),
        ({"delivered": "refusal_notice"}, "claim", "《不予赔偿通知书》已经送达"),
        ({"term": "service.survey", "at_most": 2}, "policy", "合同约定的“查勘时限”不超过2 天"),
        (
            {"none": {"of": "project.findings", "where": OPEN_AND_SEVERE}},
            "building",
            "没有“属于严重等级，并且尚未关闭”的风险问题",
        ),
        (
            {"every": {"of": "policy.buyers_now", "must": {"fact": "buyer.has_consented", "is": True}}},
            "policy",
            "现有买受人每一个都须：已书面同意",
        ),
        (
            {"count": {"of": "policy.shares", "where": {"fact": "share.role", "is": "lead"}, "is": 1}},
            "policy",
            "“共保身份为‘主承保’”的承保份额的数量为 1",
        ),
        ({"sum": {"of": "policy.shares", "by": "share.rate", "is": 1}}, "policy", "承保份额的份额合计为 100%"),
        (
            {"elapsed": {"since": "ticket.report", "at_least": {"months": 2}}},
            "ticket",
            "从“登记报修”起已满 2 个月",
        ),
        (
            {"any": [{"happened": "claim.take_up"}, {"all": [{"fact": "claim.cause", "exists": True}]}]},
            "claim",
            "已经“业主接手”，或者（已有缺陷原因）",
        ),
    ],
)
def test_a_condition_reads_as_chinese(naming, predicate, kind, said):
    found = condition(PREDICATE.validate_python(predicate), kind, naming)
    step = vocabulary.steps.get("claim.take_up")
    assert found == (said.replace("业主接手", step.zh) if step else said)


@pytest.mark.parametrize(
    ("number", "unit", "said"),
    [(1200000, "CNY", "1,200,000 元"), (24, "hours", "24 小时"), (3, None, "3"), (12, "%", "12%"), (7, "户", "7 户")],
)
def test_a_number_has_its_unit(number, unit, said):
    assert with_unit(number, unit) == said


def test_a_rate_has_no_idle_noughts():
    assert [per_cent(rate) for rate in (1, TypeAdapter(float).validate_python(0.5))] == ["100%", "50%"]


def test_a_determination_says_from_when_how_long_by_whom_and_what_then(naming, beijing):
    said = clocks.said_of_clock("claim.determination", beijing.clocks["claim.determination"], naming)
    assert (said.what, said.title) == ("时限", "作出核定")
    assert said.lines[0].startswith("从收到报案的时间起 7 天内，须“核定：属于保险责任”或者")
    assert "最后一天是节假日的，顺延到节假日后的第一个工作日" in said.text
    assert "义务人：主承保公司；对象：业主。" in said.lines
    assert "合同可以用“核定时限”约定得更短，不能更长。" in said.lines
    assert "在时限内“认定情形复杂”的，改为 30 天，仍从原来的起点算。" in said.lines
    assert any(line.startswith("逾期记为违规，并告知保险公司理赔负责人、业主") for line in said.lines)
    assert said.where == ("索赔案件 · 核定：属于保险责任、核定：部分属于保险责任、核定：不属于保险责任",)


def test_a_clause_that_only_extends_or_pauses_a_clock_says_that(naming, beijing, nation):
    complex_one = said_by(beijing, "BJ-20-2c", "clock:claim.determination", naming)
    assert complex_one.lines[0] == "在时限内“认定情形复杂”的，改为 30 天，仍从原来的起点算。"
    assert complex_one.where == ("索赔案件 · 认定情形复杂",)
    paused = said_by(nation, "INT2-15", "clock:claim.determination_national", naming)
    said = "从《补充材料一次性告知书》送达到“补交材料”或者“确认材料齐全”之间的整天数扣除不算"
    assert paused.lines[0].startswith(said)


CLOCK = {
    "starts": {"fact": "claim.received_at"},
    "met_by": "claim.accept",
    "clause": "BJ-20-2b",
    "owed_by": "lead_insurer",
}


@pytest.mark.parametrize(
    ("more", "said", "counting"),
    [
        ({"within": {"hours": 24}}, "起 24 小时内，须", "夜间和节假日不扣除"),
        ({"within": {"working_days": 3}}, "起 3 个工作日内，须", "调休上班日算工作日"),
        ({"within": {"days": 3}, "not_rolled": True}, "起 3 天内，须", "遇节假日不顺延"),
        ({"within": {"same_day": True}}, "起当天内，须", ""),
        ({"within": {"fact": "finding.rectify_by"}}, "为止，须", ""),
        ({"within": {"term": "service.survey"}, "force": "contract"}, "合同约定的“查勘时限”内，须", "办法没有给出数字"),
        ({"kind": "reminder"}, "没有定天数，直到“核定：属于保险责任”为止一直提醒", "逾期不记为违规"),
    ],
)
def test_days_are_counted_as_said(naming, more, said, counting):
    found = clocks.said_of_clock("claim.x", ClockDef.model_validate({**CLOCK, **more}), naming)
    assert said in found.lines[0]
    assert counting in found.text


def test_a_backward_limit_a_window_and_a_step_of_the_system(naming, beijing, nation):
    late = clocks.said_of_clock("unit.late_handover_notice", beijing.clocks["unit.late_handover_notice"], naming)
    assert late.lines[0] == "最迟在计划交付日期之前 15 天，须“发出期满后交房通知”。"
    window = ClockDef.model_validate(
        {
            "kind": "window",
            "opens": {"fact": "unit.handed_over_on", "plus": {"months": 3}},
            "closes": {"fact": "building.accepted_on", "plus": {"years": 2}},
        }
    )
    assert clocks.short_limit("unit.fund_early", window, naming) == (
        "从交付日期之后 3 个月到楼栋的竣工验收合格日期之后 2 年"
    )
    begun = clocks.said_of_clock("policy.cover_begins", nation.clocks["policy.cover_begins"], naming)
    notice = clocks.said_of_clock("claim.refusal_notice", beijing.clocks["claim.refusal_notice"], naming)
    started = "从“核定：不属于保险责任”或者“核定：部分属于保险责任”起 3 天内"
    assert notice.lines[0] == f"{started}，须发出《不予赔偿通知书》。"
    assert (begun.what, begun.icon) == ("自动办理", "sync")
    assert "系统自动" in begun.lines[0]


GATE = {"check": {"fact": "claim.cause", "exists": True}, "clause": "BJ-2-3b"}


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"effect": "block"}, ("须：已有缺陷原因（阻止）。",)),
        ({"effect": "warn"}, ("须：已有缺陷原因（警示）。",)),
        ({"effect": "hint"}, ("须：已有缺陷原因（提示）。",)),
        ({"effect": "refer", "decided_by": "legal"}, ("须：已有缺陷原因（等保险公司法务认定）。",)),
        (
            {
                "effect": "block",
                "message": {"zh": "须写明缺陷原因", "en": "Name the cause"},
                "override": "lead_insurer",
            },
            ("须写明缺陷原因（阻止）。", "须：已有缺陷原因。", "主承保公司的两个人一起可以放行。"),
        ),
        (
            {"effect": "block", "when": {"fact": "claim.is_emergency", "is": True}},
            ("影响基本居住的紧急情况的，须：已有缺陷原因（阻止）。",),
        ),
    ],
)
def test_a_gate_says_what_is_asked_and_what_follows(naming, more, said):
    assert gates.gate_lines("claim.accept", GateDef.model_validate({**GATE, **more}), naming) == said


def test_only_the_gates_of_the_clause_are_told(beijing, naming):
    found = said_by(beijing, "BJ-2-3b", "gate:claim.accept", naming)
    assert "须写明缺陷原因（阻止）。" in found.lines
    assert not any("查勘" in line for line in found.lines)


def test_who_may_take_a_step(naming):
    rule = StepRule.model_validate({"by": ["handler"], "second_person": True, "in_force": False})
    assert gates.said_of_permission("claim.accept", rule, naming).lines == (
        "这一步只能由理赔员办理。", "须由同一单位的另一个人复核后才生效。", "这里没有这一步。",
    )  # fmt: skip


def test_figures_terms_and_papers(naming, beijing):
    cap = said_by(beijing, "BJ-10-1c", "figure:agency.fee_cap", naming)
    assert cap.lines == ("风险管理费用上限＝保单的保险费 × 30%。", "超出的不能继续办理。")
    fee = FigureDef.model_validate(
        {
            "title": {"zh": "鉴定费", "en": "fee"},
            "by": "appraisal.outcome",
            "table": {"covered": "insurer", "unclear": "refer"},
            "clause": "BJ-22-1c",
        }
    )
    assert papers.figure_sentence("x.y", fee, naming).count("：") == 3
    assert "保险公司" in papers.figure_sentence("x.y", fee, naming)
    assert "条文没有规定，由专人认定" in papers.figure_sentence("x.y", fee, naming)
    term = TermDef.model_validate({
        "title": {"zh": "查勘时限", "en": "survey"}, "unit": "hours", "at_most": 48, "required": True,
        "clause": "BJ-21-1b",
    })  # fmt: skip
    assert papers.said_of_term("service.survey", term, naming).lines[0] == "合同必须约定“查勘时限”，不超过 48 小时。"
    notice = said_by(beijing, "BJ-20-3b", "paper:refusal_notice", naming)
    assert notice.lines[0] == "主承保公司向业主出具《不予赔偿通知书》。"
    assert any("缺一项就不能出具" in line for line in notice.lines)


def test_a_planned_name_that_waits_in_the_file_is_told_and_another_is_bare(beijing, naming):
    bare = said_by(beijing, "BJ-1-1", "clock:policy.not_there_at_all", naming)
    assert (bare.what, bare.title, bare.lines) == ("时限", "", ())


NAMES = re.compile(r"[a-z_]{2,}\.[a-z_]{2,}")


@pytest.mark.parametrize("code", list(shipped()))
def test_no_closed_name_is_left_in_what_a_shipped_text_says(code):
    book = load_shipped(code).rulebook
    said = Naming(vocabulary, (book, load_shipped("china-national").rulebook))
    texts = [
        (pk, reference, said_by(book, pk, reference, said).text)
        for pk, entry in book.clauses.items()
        for reference in entry.realised_by
    ]
    texts += [
        (topic, key, "\n".join((matter.label, *matter.lines)))
        for topic, found in matters_of(book, said).items()
        for key, matter in found.items()
    ]
    known = {*vocabulary.facts, *vocabulary.steps, *vocabulary.sets, *book.clocks, *book.terms, *book.figures}
    left = [(where, name, text) for where, name, text in texts if known & set(NAMES.findall(text))]
    assert left == []
    assert all(line.strip() for _where, _name, text in texts for line in text.splitlines()[1:])


def test_examples_are_told_under_each_of_their_clauses(naming):
    told = told_of("beijing-2019", naming)
    found = next(one for one in told["BJ-20-2b"] if any("作出核定" in line for line in one.answer))
    assert any("收到报案的时间：2029年3月12日 10:00" in line for line in found.given)
    assert any(line.startswith("依法最晚：") for line in found.answer)
    assert told_of("sixth-2030", naming) == {}


def test_a_case_about_a_matter_is_told_with_what_it_meets(naming):
    told = [one for entries in told_of("beijing-2019", naming).values() for one in entries]
    answers = {one.about: one.answer for one in told}
    assert answers["查勘约定为三日的比办法宽，不得签订"] == ("合同约定“查勘时限”", "不能办")
    assert answers["没有约定查勘时限的，须写明理由并复核"] == (
        "合同没有约定“查勘时限”",
        "写明理由并由另一人复核后可以办",
    )
    assert answers["清单以外的解决方式不能约定"][1] == "不能这样约定"
    assert answers["以使用不当为由而没有证据的，不得不予赔偿"] == (
        "以“超载、擅自拆改或未按说明书使用”为由不予赔偿",
        "不能办",
    )
    assert answers["条文没有列明的单位由专人认定"] == ("向风险管理机构、其他责任方追偿", "由专人认定")
    assert answers["只有一家成员公司的共保体不得签订"] == ("办理“签订保险合同”：各家份额 60%、40%", "不能办")
    assert answers["没有关联的机构可以委托"] == ("办理“签订委托合同”", "可以办")
    incentive = answers["鼓励行业协会和咨询机构参与；没有参与的，哪一步都不拦"]
    assert incentive[1:] == ("针对：风险管理机构", "不针对：业主、施工单位")
    assert "这类项目：必须投保" in answers["商品住宅必须投保，施行期间签订的适用本办法"]


def test_a_filing_is_told_by_its_title_and_without_a_limit_as_such(nation):
    book = load_shipped("shanghai-2025").rulebook
    told = told_of("shanghai-2025", Naming(vocabulary, (book, nation)))["SH-17-2b"]
    answer = next(one.answer for one in told if one.about.startswith("结案后"))
    assert answer[0] == "理赔管理信息上传（细则未定日数）"
    assert {"义务人：主承保公司", "依法最晚：没有期限"} <= set(answer)


def test_what_follows_a_breach_and_who_decides_is_said_in_words(naming):
    told = told_of("beijing-2019", naming)
    days, *rest = told["BJ-20-2b"][0].answer[1:]
    assert days == "按条文的最后一天：2029年3月19日"
    assert rest[-3:] == ["对象：业主", "来自：条文", "逾期后告知：保险公司理赔负责人、业主、主管部门"]
    referred = [one.answer[-1] for entries in told.values() for one in entries if "不能认定的由法务认定" in one.about]
    assert set(referred) == {"由保险公司法务认定"}
