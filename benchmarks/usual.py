"""What most teams would write: FastAPI, SQLAlchemy's asynchronous ORM, and a response model for every answer.

Served by uvicorn as `benchmarks.usual:app`; answers from the table `plain.customers` (sql/plain.sql).
"""

import os
from collections.abc import AsyncIterator
from datetime import date, datetime
from decimal import Decimal
from hashlib import sha256
from typing import Annotated, Any, Literal

from fastapi import Depends, FastAPI, HTTPException, Query
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic import BaseModel, ConfigDict, EmailStr, Field
from sqlalchemy import JSON, BigInteger, DateTime, Numeric, String, func, select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

SIZE = 50
KEYS = frozenset({sha256(os.environ.get("BENCH_KEY", "").encode()).hexdigest()})

engine = create_async_engine(
    os.environ.get("DATABASE_URL", "postgresql://").replace("postgresql:", "postgresql+asyncpg:", 1),
    pool_size=16,
    max_overflow=0,
)
sessions = async_sessionmaker(engine, expire_on_commit=False)
app = FastAPI()


class Base(DeclarativeBase):
    """Tables."""


class Customer(Base):
    """The plain copy of the customers."""

    __tablename__ = "customers"
    __table_args__ = ({"schema": "plain"},)

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    name: Mapped[str] = mapped_column(String(255))
    email: Mapped[str] = mapped_column(String(255))
    phone: Mapped[str | None] = mapped_column(String(50))
    status: Mapped[str] = mapped_column(String(32))
    policies_count: Mapped[int] = mapped_column(server_default="0")
    total_value: Mapped[Decimal] = mapped_column(Numeric(14, 2), server_default="0")
    join_date: Mapped[date | None]
    last_active: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    reason: Mapped[str | None] = mapped_column(String(255))
    extra: Mapped[dict[str, Any] | None] = mapped_column("metadata", JSON)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    updated_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())


class CustomerIn(BaseModel):
    """What a caller may say."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field(min_length=1, max_length=255)
    email: EmailStr
    phone: str | None = Field(None, max_length=50)
    status: Literal["active", "inactive"] = "active"
    join_date: date | None = None
    last_active: datetime | None = None
    reason: str | None = Field(None, max_length=255)
    extra: dict[str, Any] | None = Field(None, alias="metadata")


class CustomerOut(BaseModel):
    """What a caller gets."""

    model_config = ConfigDict(from_attributes=True)

    id: int
    name: str
    email: str
    phone: str | None
    status: str
    policies_count: int
    total_value: float
    join_date: date | None
    last_active: datetime | None
    reason: str | None
    extra: dict[str, Any] | None = Field(serialization_alias="metadata")
    created_at: datetime
    updated_at: datetime


class CustomersOut(BaseModel):
    """A page."""

    items: list[CustomerOut]
    total: int


async def session() -> AsyncIterator[AsyncSession]:
    async with sessions() as opened:
        yield opened


def caller(credentials: Annotated[HTTPAuthorizationCredentials, Depends(HTTPBearer())]) -> None:
    if sha256(credentials.credentials.encode()).hexdigest() not in KEYS:
        raise HTTPException(401)


Session = Annotated[AsyncSession, Depends(session)]


@app.get("/customers", response_model=CustomersOut, dependencies=[Depends(caller)])
async def customers(
    database: Session, status: str = "active", page: Annotated[int, Query(ge=1)] = 1, search: str | None = None
) -> dict[str, object]:
    chosen = Customer.name.ilike(f"%{search}%") if search else Customer.status == status
    total = await database.scalar(select(func.count()).select_from(Customer).where(chosen))
    rows = select(Customer).where(chosen).order_by(Customer.id).offset((page - 1) * SIZE).limit(SIZE)
    return {"items": (await database.scalars(rows)).all(), "total": total}


@app.get("/customers/{number}", response_model=CustomerOut, dependencies=[Depends(caller)])
async def customer(number: int, database: Session) -> Customer:
    found = await database.get(Customer, number)
    if found is None:
        raise HTTPException(404)
    return found


@app.post("/customers", response_model=CustomerOut, status_code=201, dependencies=[Depends(caller)])
async def create(wanted: CustomerIn, database: Session) -> Customer:
    made = Customer(**wanted.model_dump())
    database.add(made)
    await database.commit()
    await database.refresh(made)
    return made
