"""What rulebooks may say about the project file: paths, facts and sets."""

from collections.abc import Iterable

from django.db.models import Q

from idi_platform.accounts.roles import PartyRole
from idi_platform.records.histories import effective_steps
from idi_platform.records.models import Party
from idi_platform.rulebooks.vocabulary import vocabulary
from idi_platform.workflow.fields import column_fact, labels_of, register_fields

from .models import (
    Building,
    BuildingUse,
    CommonPartKind,
    InsuredObject,
    Manner,
    Project,
    ProjectKind,
    Section,
    Stage,
    Unit,
    UnitUse,
)


def register() -> None:
    """Register all names of this app."""
    _paths()
    _project()
    _insured_object()
    _text_extension()
    _building()
    _unit()
    _works()
    _sets()
    _papers()


def _paths() -> None:
    vocabulary.path("insured_object", "project", "project", read=lambda insured: insured.project)
    vocabulary.path("building", "insured_object", "insured_object", read=lambda building: building.insured_object)
    vocabulary.path("building", "project", "project", read=lambda building: building.insured_object.project)
    vocabulary.path("unit", "building", "building", read=lambda unit: unit.building)
    vocabulary.path("unit", "project", "project", read=lambda unit: unit.building.insured_object.project)
    vocabulary.path("unit", "insured_object", "insured_object", read=lambda unit: unit.building.insured_object)
    vocabulary.path("common_part", "building", "building", read=lambda part: part.building)


def _project() -> None:
    column_fact("project.number", "code", "项目编号", "project number")
    column_fact("project.name", "text", "项目名称", "project name")
    column_fact(
        "project.kind",
        "choice",
        "项目类型",
        "kind of project",
        attribute="project_kind",
        choices=labels_of(ProjectKind),
    )
    column_fact("project.planning_permit", "code", "建设工程规划许可证号", "planning permit")
    vocabulary.fact(
        "project.division", type="code", zh="行政区划", en="division", read=lambda project: project.subject.division_id
    )
    column_fact("project.begun_on", "date", "开工日期", "works begun on")
    column_fact("project.on", "date", "本次登记的日期", "day that is being entered", read=_known_to_its_own_step)
    column_fact("project.completed_on", "date", "竣工日期", "works completed on")
    column_fact("project.is_suspended", "bool", "停工中", "works suspended")


def _text_extension() -> None:
    column_fact("text_extension.edition", "code", "办法", "text")
    column_fact("text_extension.to", "date", "延长至", "goes on to")
    column_fact("text_extension.issued_on", "date", "文件生效日期", "document in force on")
    column_fact("text_extension.document_number", "code", "文号", "document number")


def _insured_object() -> None:
    column_fact("insured_object.number", "code", "保险标的编号", "number of the insured object")
    column_fact("insured_object.permit", "code", "施工许可证号", "construction permit")
    column_fact("insured_object.permit_applied_on", "date", "施工许可申请日期", "permit applied for on")
    column_fact("insured_object.permit_issued_on", "date", "施工许可发证日期", "permit issued on")
    column_fact("insured_object.contract_price", "money", "施工签约合同价", "signed contract price", unit="CNY")
    column_fact("insured_object.contract_signed_on", "date", "施工合同签订日期", "works contract signed on")


def _known_to_its_own_step(_thing: object) -> None:
    """Return nothing: a gate sees what a step is about to record, and nobody sees it afterwards under this name."""


def _building() -> None:
    column_fact("building.number", "code", "楼栋编号", "building number")
    column_fact("building.name", "text", "楼栋名称", "building name")
    column_fact("building.use", "choice", "楼栋用途", "use of the building", choices=labels_of(BuildingUse))
    column_fact("building.floor_area", "decimal", "建筑面积", "floor area", unit="m2")
    column_fact("building.is_in_property_area", "bool", "属同一物业管理区域", "in the property-management area")
    column_fact("building.batch", "code", "验收批次", "batch of acceptance")
    column_fact("building.begun_on", "date", "楼栋开工日期", "building begun on")
    column_fact("building.on", "date", "本次登记的日期", "day that is being entered", read=_known_to_its_own_step)
    column_fact("building.completed_on", "date", "楼栋完工日期", "building completed on")
    column_fact("building.accepted_on", "date", "竣工验收合格日期", "accepted on")
    column_fact("building.filed_on", "date", "竣工验收备案日期", "acceptance filed on")
    column_fact("building.cover_announced_on", "date", "转入保险责任期公告日期", "cover announced on")
    column_fact("common_part.number", "code", "共有部分编号", "number of the common part")
    column_fact("common_part.name", "text", "共有部分名称", "name of the common part")
    column_fact(
        "common_part.part", "choice", "共有部分位置", "place of the common part", choices=labels_of(CommonPartKind)
    )


def _unit() -> None:
    column_fact("unit.number", "text", "房号", "unit number")
    column_fact("unit.floor", "int", "楼层", "floor")
    column_fact("unit.stack", "code", "单元竖列", "stack")
    column_fact("unit.floor_area", "decimal", "房屋面积", "floor area", unit="m2")
    column_fact("unit.use", "choice", "房屋用途", "use of the unit", choices=labels_of(UnitUse))
    column_fact("unit.sold_on", "date", "购房合同日期", "sold on")
    column_fact("unit.manner", "choice", "取得方式", "manner of acquisition", choices=labels_of(Manner))
    column_fact("unit.is_household_accepted", "bool", "分户验收合格", "household acceptance passed")
    column_fact("unit.planned_handover_on", "date", "计划交付日期", "planned handover on")
    column_fact("unit.household_accepted_on", "date", "分户验收合格日期", "household acceptance passed on")
    column_fact("unit.household_failed_on", "date", "分户验收不合格日期", "household acceptance failed on")
    column_fact("unit.late_notice_given_on", "date", "期满后交房通知日期", "notice of late handover given on")
    column_fact("unit.joint_accepted_on", "date", "交房前共同验收日期", "joint acceptance held on")
    column_fact("unit.announcement_reached_on", "date", "转保公告送达日期", "announcement of the cover arrived on")
    column_fact("unit.was_reached", "bool", "转保公告已送达", "reached by the announcement of the cover")
    column_fact("unit.handed_over_on", "date", "交付日期", "handed over on")
    column_fact("unit.transferred_on", "date", "过户日期", "transferred on")


def _sets() -> None:
    vocabulary.members(
        "project.insured_objects", member="insured_object", zh="保险标的", en="insured objects", read=_insured_objects
    )
    vocabulary.members(
        "project.buildings", member="building", zh="项目楼栋", en="buildings", read=_buildings_of_project
    )
    vocabulary.members("project.units", member="unit", zh="项目房屋", en="units", read=_units_of_project)
    vocabulary.members(
        "insured_object.buildings", member="building", zh="标的楼栋", en="buildings", read=_buildings_of_object
    )
    vocabulary.members("building.units", member="unit", zh="楼栋房屋", en="units", read=_units_of_building)


def _insured_objects(project: Project) -> Iterable[InsuredObject]:
    return project.insured_objects.select_related("subject", "project").order_by("pk")


def _buildings_of_project(project: Project) -> Iterable[Building]:
    found = Building.objects.filter(insured_object__project=project)
    return found.select_related("subject", "insured_object__project").order_by("pk")


def _buildings_of_object(insured_object: InsuredObject) -> Iterable[Building]:
    found = Building.objects.filter(insured_object=insured_object)
    return found.select_related("subject", "insured_object__project").order_by("pk")


def _units_of_project(project: Project) -> Iterable[Unit]:
    found = Unit.objects.filter(building__insured_object__project=project)
    return found.select_related("subject", "building__insured_object__project").order_by("pk")


def _units_of_building(building: Building) -> Iterable[Unit]:
    found = Unit.objects.filter(building=building)
    return found.select_related("subject", "building__insured_object__project").order_by("pk")


def _papers() -> None:
    """Register the papers that stand beside a step: of a handover, and of whatever other apps keep."""
    vocabulary.kind("paper", zh="文件", en="paper")
    vocabulary.fact("paper.code", type="code", zh="文件", en="paper", read=lambda code: code)
    vocabulary.members("unit.papers", member="paper", zh="交付时的文件", en="papers of the handover", read=_papers_of)


def _papers_of(unit: Unit) -> Iterable[str]:
    """Return the codes of the papers that were given with the keys."""
    for step in effective_steps(unit.pk):
        if step.name == "unit.hand_over":
            yield from step.facts.get("papers", ())


def _works() -> None:
    """Register milestones and amounts of a project, its stages and its sections."""
    register_fields(Project, money=("premium_in_budget", "retention_amount", "fund_provided"))
    vocabulary.fact(
        "project.developer_had_accident_or_complaint",
        type="bool",
        zh="建设单位有过重大质量事故或造成重大社会影响的投诉",
        en="the developer has had a serious accident or a complaint of major social effect",
        read=_had_accident_or_complaint,
    )
    register_fields(Stage)
    register_fields(Section)
    for kind in ("stage", "section"):
        vocabulary.path(kind, "project", "project", read=lambda part: part.project)
    vocabulary.members("project.stages", member="stage", zh="施工阶段", en="stages", read=_stages)
    vocabulary.members("project.sections", member="section", zh="分部工程", en="sections", read=_sections)


def _had_accident_or_complaint(project: Project) -> bool:
    """Say whether an accident or complaint is recorded on any project of those who develop this one."""
    developing = Party.objects.filter(role=PartyRole.developer)
    firms = developing.filter(subject=project.pk).values("organisation")
    theirs = developing.filter(organisation__in=firms).values("subject")
    recorded = Q(serious_accident_on__isnull=False) | Q(major_complaint_on__isnull=False)
    return Project.objects.filter(recorded, Q(pk=project.pk) | Q(pk__in=theirs)).exists()


def _stages(project: Project) -> Iterable[Stage]:
    return Stage.objects.filter(project=project).select_related("subject").order_by("pk")


def _sections(project: Project) -> Iterable[Section]:
    return Section.objects.filter(project=project).select_related("subject").order_by("pk")
